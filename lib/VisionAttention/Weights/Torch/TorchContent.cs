using System.Globalization;
using System.Numerics;

namespace VisionAttention.Weights.Torch;

/// <summary>Walks what a PyTorch file holds: tensors by their dotted names, and simple values as text.</summary>
internal sealed class TorchContent
{
    /// <summary>Dicts in dicts beyond this depth are refused; genuine files have about five.</summary>
    public const int Deepest = 64;

    /// <summary>Values that are visited; a value that is reached by many ways counts each time.</summary>
    public const int MostVisits = 1 << 17;

    /// <summary>Letters of all names together.</summary>
    public const long MostLetters = 1 << 23;

    private const int LongestListShown = 16;

    private int _visits;
    private long _letters;

    public List<KeyValuePair<string, TorchView>> Tensors { get; } = [];

    public List<KeyValuePair<string, string>> Values { get; } = [];

    /// <exception cref="InvalidDataException">It is too deep or too large, or a key is neither text nor a whole number.</exception>
    public static TorchContent Of(object? value, string nameOfSingle)
    {
        var result = new TorchContent();
        if (value is TorchView single)
            result.Tensors.Add(new(nameOfSingle, single));
        else
            result.Visit(value, name: "", depth: 0);
        return result;
    }

    /// <summary>The one child dict that holds tensors, where the dict itself holds none: a state_dict wrapped with its training run.</summary>
    public static string? DefaultRoot(object? value)
    {
        if (value is not PickleDict dict || HoldsTensors(dict))
            return null;
        var children = dict.Pairs.Where(pair => pair is { Key: string, Value: PickleDict child } && HoldsTensors(child)).Take(2).ToArray();
        return children.Length == 1 ? (string)children[0].Key! : null;
    }

    /// <summary>The child of that name; dots lead further in.</summary>
    /// <returns>Nothing where there is none.</returns>
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

    private static bool HoldsTensors(PickleDict dict)
    {
        return dict.Pairs.Any(pair => pair.Value is TorchView);
    }

    private void Visit(object? value, string name, int depth)
    {
        if (++_visits > MostVisits)
            throw new InvalidDataException($"it holds more than {MostVisits} values");
        if (depth > Deepest)
            throw new InvalidDataException($"it nests deeper than {Deepest}");
        switch (value)
        {
            case TorchView tensor:
                Tensors.Add(new(name, tensor));
                break;
            case PickleDict dict:
                VisitAll(dict, name, depth);
                break;
            case PickleNamespace settings:
                VisitAll(settings.State, name, depth);
                break;
            case List<object?> list:
                VisitAll(list, name, depth);
                break;
            case object?[] tuple:
                VisitAll(tuple, name, depth);
                break;
            default:
                if (Text(value) is { } text)
                    Values.Add(new(name, text));
                break;
        }
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
            Values.Add(new(name, $"[{string.Join(", ", texts)}]"));
            return;
        }
        for (var i = 0; i < list.Count; i++)
            Visit(list[i], Joined(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
    }

    private string Joined(string name, string key)
    {
        _letters += name.Length + key.Length + 1;
        if (_letters > MostLetters)
            throw new InvalidDataException($"its names have more than {MostLetters} letters together");
        return name.Length == 0 ? key : $"{name}.{key}";
    }

    private static string? Text(object? value)
    {
        return value switch
        {
            null => "None",
            true => "True",
            false => "False",
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            BigInteger number => number.ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
