using System.Text.Json;
using VisionAttention.Layers;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify;

/// <summary>The settings that a golden case was computed with. It knows which of them nobody has read.</summary>
/// <remarks>Absent and null are one, but null must be read, too. A value of another kind is an error, never a default.</remarks>
public sealed class GoldenSettings
{
    // Settings that may be read without an effect on the numbers, and why. Each is still read, by Remark, so that it is known to be there.
    private static readonly Dictionary<string, string> Remarks = new(StringComparer.Ordinal)
    {
        ["batch"] = "the case of resized Google weights has one image where it says two",
        ["tau"] = "hard distillation takes the teacher's largest logit, which is the same at every temperature",
    };

    private static readonly (string, Activation)[] Activations =
    [
        ("gelu", Activation.Gelu), ("gelu-erf", Activation.Gelu), ("gelu-tanh", Activation.GeluTanh), ("quick-gelu", Activation.QuickGelu),
        ("quick_gelu", Activation.QuickGelu), ("relu", Activation.Relu), ("silu", Activation.Silu),
    ];

    private readonly JsonElement _settings;
    private readonly List<string> _unread = [];

    /// <summary>Reads nothing yet.</summary>
    /// <param name="json">An object.</param>
    /// <exception cref="JsonException">No JSON, or a key twice.</exception>
    /// <exception cref="InvalidDataException">No object.</exception>
    public GoldenSettings(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        _settings = document.RootElement.Clone();
        if (_settings.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"config is {_settings.ValueKind}, expected an object");
        AddLeaves("", _settings);
    }

    /// <summary>The settings that nobody has read, such as <c>betas</c> or <c>model.mlp_ratio</c>, in the order of the file.</summary>
    public IReadOnlyList<string> Unread => _unread;

    /// <summary>Whether a setting is there and not null. Asking does not read it.</summary>
    public bool Has(string name) => _settings.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A whole number.</summary>
    public int Whole(string name) => OptionalWhole(name) ?? throw Missing(name);

    /// <summary>A whole number from 1.</summary>
    public int Positive(string name) => Whole(name) is > 0 and var number ? number : throw new InvalidDataException($"{name} is {Whole(name)}, expected a whole number from 1");

    /// <summary>A whole number or null.</summary>
    public int? OptionalWhole(string name) => Read(name) is { } value ? (int)WholeOf(name, value) : null;

    /// <summary>A number.</summary>
    public double Number(string name) => OptionalNumber(name) ?? throw Missing(name);

    /// <summary>A number or null.</summary>
    public double? OptionalNumber(string name)
    {
        if (Read(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : throw Wrong(name, value, "a number");
    }

    /// <summary>A switch.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">What it is where it is absent.</param>
    public bool Flag(string name, bool otherwise = false) => Read(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Wrong(name, other, "true or false"),
    };

    /// <summary>A word; empty where it is absent.</summary>
    public string Text(string name)
    {
        if (Read(name) is not { } value)
            return "";
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, value, "a word");
    }

    /// <summary>What one of some words stands for; the absent word is the empty one.</summary>
    public T Word<T>(string name, params (string Word, T Meaning)[] words) => Meaning(name, Text(name), words);

    /// <summary>The activation that a word stands for; the exact GELU where there is none.</summary>
    public Activation ActivationOf(string name) => Word(name, [("", Activation.Gelu), .. Activations]);

    /// <summary>The activation that a word stands for.</summary>
    public static Activation ActivationCalled(string word) => Meaning("activation", word, Activations);

    /// <summary>Whole numbers.</summary>
    public long[] Wholes(string name) => [.. List(name).Select(entry => WholeOf(name, entry))];

    /// <summary>Words.</summary>
    public string[] Texts(string name) =>
        [.. List(name).Select(entry => entry.ValueKind == JsonValueKind.String ? entry.GetString()! : throw Wrong(name, entry, "words"))];

    /// <summary>Lists of words.</summary>
    public string[][] Lists(string name) => [.. List(name).Select(entry => entry.ValueKind == JsonValueKind.Array && entry.EnumerateArray().All(word => word.ValueKind == JsonValueKind.String)
        ? entry.EnumerateArray().Select(word => word.GetString()!).ToArray()
        : throw Wrong(name, entry, "lists of words"))];

    /// <summary>Numbers, as many as asked for.</summary>
    public double[] Numbers(string name, int count)
    {
        var numbers = List(name).Select(entry => entry.ValueKind == JsonValueKind.Number ? entry.GetDouble() : throw Wrong(name, entry, "numbers")).ToArray();
        return numbers.Length == count ? numbers : throw new InvalidDataException($"{name} has {numbers.Length} numbers, expected {count}");
    }

    /// <summary>Rows and columns: two whole numbers, or one for a square.</summary>
    public GridSize Grid(string name)
    {
        if (_settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)
            return new GridSize(Whole(name), Whole(name));
        return Wholes(name) is [var rows, var columns] ? new GridSize(rows, columns) : throw new InvalidDataException($"{name} is not two whole numbers");
    }

    /// <summary>Holds a size, where it is given, against what the tensors have.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public void Expect(string name, params ReadOnlySpan<long> actual)
    {
        if (Read(name) is not { } value)
            return;
        var given = value.ValueKind == JsonValueKind.Array ? Wholes(name) : [Whole(name)];
        // One number of two is a square's side.
        if (given is [var side] && actual is [var height, var width] && (height, width) == (side, side))
            return;
        if (!actual.SequenceEqual(given))
            throw new InvalidDataException($"{name} is {string.Join("×", given)}, the tensors have {string.Join("×", actual.ToArray())}");
    }

    /// <summary>Holds a switch, where it is given, against what the tensors have.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public void Expect(string name, bool actual)
    {
        if (Flag(name, otherwise: actual) != actual)
            throw new InvalidDataException($"{name} is {(actual ? "false, the tensors have it" : "true, the tensors do not have it")}");
    }

    /// <summary>Skips a case whose setting has a value that the library cannot follow.</summary>
    /// <exception cref="UnsupportedCaseException">It has.</exception>
    public void Require(string name, bool isSupported, string what)
    {
        if (Read(name) is { } value && !isSupported)
            throw new UnsupportedCaseException($"{name} {value.GetRawText()}: {what}");
    }

    /// <summary>Reads a setting that has no effect on the numbers; which may, and why, stands above.</summary>
    public void Remark(string name)
    {
        if (!Remarks.ContainsKey(name))
            throw new ArgumentException($"{name} is no remark: say in Remarks why it has no effect");
        Read(name);
    }

    private static T Meaning<T>(string name, string given, (string Word, T Meaning)[] words)
    {
        var found = Array.FindIndex(words, entry => entry.Word == given);
        var known = string.Join(", ", words.Select(entry => entry.Word.Length > 0 ? entry.Word : "none"));
        return found >= 0 ? words[found].Meaning : throw new InvalidDataException($"{name} is \"{given}\", expected {known}");
    }

    private static InvalidDataException Missing(string name) => new($"the setting {name} is missing");

    private static InvalidDataException Wrong(string name, JsonElement value, string expected) => new($"{name} is {value.GetRawText()}, expected {expected}");

    private static long WholeOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(name, value, "a whole number");

    private JsonElement.ArrayEnumerator List(string name)
    {
        var value = Read(name) ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, value, "a list");
    }

    private JsonElement? Read(string name)
    {
        _unread.Remove(name);
        return Has(name) ? _settings.GetProperty(name) : null;
    }

    private void AddLeaves(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
        {
            foreach (var entry in value.EnumerateObject())
                AddLeaves(path.Length > 0 ? $"{path}.{entry.Name}" : entry.Name, entry.Value);
        }
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.Object))
        {
            foreach (var (index, entry) in value.EnumerateArray().Index())
                AddLeaves($"{path}[{index}]", entry);
        }
        else if (path.Length > 0)
        {
            _unread.Add(path);
        }
    }
}

/// <summary>A case tells of something that the library does not have; it is skipped.</summary>
public sealed class UnsupportedCaseException(string message) : Exception(message);
