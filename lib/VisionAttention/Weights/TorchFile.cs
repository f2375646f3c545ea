using System.Globalization;
using System.Numerics;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A PyTorch .pt or .pth file of either generation: a state_dict, alone or wrapped with its training run.</summary>
/// <remarks>
/// Such a file is a Python pickle, which could call any function. Here nothing is called: the pickle may hold numbers, text,
/// tuples, lists, dicts, tensors, and the settings of <c>argparse</c>; any other name ends the reading, with the name in the message.
/// Names of tensors are joined with dots. Where the top dict has no tensors and just one of its dicts has, that dict
/// is the root and its names stand alone; <see cref="WeightFile.Metadata"/> then says so under <c>root</c>.
/// Numbers, text and settings are in <see cref="WeightFile.Metadata"/> under their full names (<c>epoch</c>, <c>args.lr</c>).
/// </remarks>
internal sealed class TorchFile : WeightFile
{
    private const string RootKey = "root";
    private const string Kind = "PyTorch";

    private readonly ITorchStorages _storages;

    private TorchFile(string path, FileHead head, FileStream file, string? root)
        : base(path, Kind, file)
    {
        FileErrors.Unless(head.IsZip || head.IsPickle, $"it begins with the bytes {head.Hex}, neither a zip nor a pickle{head.Hint}");
        _storages = head.IsZip ? new TorchZip(file) : new TorchLegacy(file);
        var content = new TorchContent(_storages.Content, System.IO.Path.GetFileNameWithoutExtension(path));
        foreach (var (name, text) in content.Values)
            Texts.TryAdd(name, text);
        root ??= TorchContent.DefaultRoot(_storages.Content);
        if (root is not null)
        {
            content = new TorchContent(TorchContent.Child(_storages.Content, root) as PickleDict ?? throw NoRoot(path, root, _storages.Content), root);
            Texts[RootKey] = root;
        }
        foreach (var (name, tensor) in content.Tensors)
            Add(name, tensor);
    }

    /// <summary>Opens a file; the root is the dict to read, such as <c>teacher</c>, and without it the only one with tensors, or else everything.</summary>
    public static TorchFile Open(string path, string? root = null) => Open(path, Kind, (head, file) => new TorchFile(path, head, file, root));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        var view = (TorchView)entry;
        return _storages.Read(view.Storage, view.Offset * view.Type.ElementSize(), view.ReadNumbers);
    }

    private static ArgumentException NoRoot(string path, string root, object? content)
    {
        var keys = content is PickleDict dict ? dict.Pairs.Select(pair => pair.Key).OfType<string>().Take(16).Select(FileErrors.OneLine) : [];
        return new ArgumentException($"{FileErrors.OneLine(path)} has no dict {FileErrors.OneLine(root)}; its top has {string.Join(", ", keys)}");
    }
}

/// <summary>Walks what a PyTorch file holds: tensors by their dotted names, and simple values as text.</summary>
internal sealed class TorchContent
{
    /// <summary>Dicts in dicts beyond this depth are refused; genuine files have about five.</summary>
    private const int Deepest = 64;

    /// <summary>Values that are visited; a value that is reached by many ways counts each time.</summary>
    private const int MostVisits = 1 << 17;

    /// <summary>Letters of all names together.</summary>
    private const long MostLetters = 1 << 23;

    private const int LongestListShown = 16;

    private int _visits;
    private long _letters;

    public TorchContent(object? value, string nameOfSingle) => Visit(value, value is TorchView ? nameOfSingle : "", depth: 0);

    public List<(string Name, TorchView Tensor)> Tensors { get; } = [];

    public List<(string Name, string Text)> Values { get; } = [];

    /// <summary>The one child dict that holds tensors, where the dict itself holds none: a state_dict wrapped with its training run.</summary>
    public static string? DefaultRoot(object? value)
    {
        if (value is not PickleDict dict || HoldsTensors(dict))
            return null;
        var children = dict.Pairs.Where(pair => pair is { Key: string, Value: PickleDict child } && HoldsTensors(child)).Take(2).ToArray();
        return children.Length == 1 ? (string)children[0].Key! : null;
    }

    /// <summary>The child of that name, where there is one; dots lead further in.</summary>
    public static object? Child(object? value, string root)
    {
        if (value is not PickleDict dict)
            return null;
        foreach (var pair in dict.Pairs)
        {
            if (pair.Key is not string key || !root.StartsWith(key, StringComparison.Ordinal))
                continue;
            if (root.Length == key.Length)
                return pair.Value;
            if (root[key.Length] == '.' && key.Length > 0 && Child(pair.Value, root[(key.Length + 1)..]) is { } found)
                return found;
        }
        return null;
    }

    private static bool HoldsTensors(PickleDict dict) => dict.Pairs.Any(pair => pair.Value is TorchView);

    private void Visit(object? value, string name, int depth)
    {
        FileErrors.Unless(++_visits <= MostVisits, $"it holds more than {MostVisits} values");
        FileErrors.Unless(depth <= Deepest, $"it nests deeper than {Deepest}");
        if (value is TorchView tensor)
            Tensors.Add((name, tensor));
        else if (value is PickleDict dict)
            VisitAll(dict, name, depth);
        else if (value is PickleNamespace settings)
            VisitAll(settings.State, name, depth);
        else if (value is IReadOnlyList<object?> list)
            VisitAll(list, name, depth);
        else if (Text(value) is { } text)
            Values.Add((name, text));
    }

    private void VisitAll(PickleDict dict, string name, int depth)
    {
        foreach (var (key, value) in dict.Pairs)
            Visit(value, Joined(name, Text(key) ?? throw new InvalidDataException($"a key of {(name.Length == 0 ? "its top dict" : name)} is {PickleGlobals.KindOf(key)}")), depth + 1);
    }

    // A short list of simple values is shown as one text; a longer one is looked through for tensors.
    private void VisitAll(IReadOnlyList<object?> list, string name, int depth)
    {
        var texts = list.Take(LongestListShown + 1).Select(Text).ToArray();
        if (texts.Length <= LongestListShown && Array.TrueForAll(texts, text => text is { Length: < 256 }))
        {
            Values.Add((name, $"[{string.Join(", ", texts)}]"));
            return;
        }
        for (var i = 0; i < list.Count; i++)
            Visit(list[i], Joined(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
    }

    private string Joined(string name, string key)
    {
        _letters += name.Length + key.Length + 1;
        FileErrors.Unless(_letters <= MostLetters, $"its names have more than {MostLetters} letters together");
        return name.Length == 0 ? key : $"{name}.{key}";
    }

    private static string? Text(object? value) => value switch
    {
        null => "None",
        bool truth => truth ? "True" : "False",
        string text => text,
        long or BigInteger or double => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
