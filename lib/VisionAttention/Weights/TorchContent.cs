using System.Globalization;
using System.Numerics;
using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>Walks what a PyTorch file holds: tensors by their dotted names, and simple values as text.</summary>
/// <remarks>
/// Attributes of an object are walked like the items of a dict. A pickled nn.Module keeps its weights in three of them, which leave no trace
/// in the names, so that they are those of its state_dict. A TorchScript module has its weights and parts among its other attributes; its
/// state_dict takes no tensors from lists and dicts.
/// </remarks>
internal sealed class TorchContent
{
    /// <summary>Dicts in dicts beyond this depth are refused; genuine files have about five, whole models about thirty.</summary>
    private const int Deepest = 128;

    /// <summary>Values that are visited; a value that is reached by many ways counts each time.</summary>
    private const int MostVisits = 1 << 17;

    /// <summary>Letters of all names together.</summary>
    private const long MostLetters = 1 << 23;

    private const int LongestListShown = 16;
    private const int LongestTextListed = 256;
    private const int LongestValueShown = 64;
    private const int LongestHeldShown = 160;

    // Packages of Python, PyTorch and NumPy whose objects are settings and results: they are passed over without a word.
    private static readonly string[] Plain = ["argparse", "builtins", "__builtin__", "collections", "datetime", "decimal", "numpy", "pathlib", "torch", "types"];

    private readonly HashSet<object> _path = new(ReferenceEqualityComparer.Instance);
    private readonly List<Found> _tensors = [];
    private readonly Shortlist _passedOver = new();
    private readonly Shortlist _likeTensors = new();
    private int _visits;
    private long _letters;

    public TorchContent(object? value, string nameOfSingle) => Visit(value, value is TorchView ? nameOfSingle : "", new Network("", IsModel: false, IsOptimizer: false), depth: 0);

    public IReadOnlyList<Found> Tensors => _tensors;

    public List<(string Name, string Text)> Values { get; } = [];

    /// <summary>Objects that may stand for a tensor, name and class; empty where there are none.</summary>
    public string LikeTensors => _likeTensors.ToString();

    /// <summary>The one dict or model that holds matrices, or where there are none the one that holds tensors; null for the top itself, or for several.</summary>
    public string? OnlyRoot()
    {
        var weights = _tensors.Where(found => !found.Network.IsOptimizer).ToArray();
        var matrices = weights.Where(found => found.Tensor.Shape.Length > 1).ToArray();
        var roots = (matrices.Length > 0 ? matrices : weights).Select(found => found.Network.Name).Distinct().Take(2).ToArray();
        return roots is [{ Length: > 0 } only] ? only : null;
    }

    /// <summary>Whether names begin with a root and a dot.</summary>
    public bool HasRoot(string root) => _tensors.Exists(found => IsUnder(found.Name, root));

    /// <summary>The tensors of a root by the rest of their names; without one all but the state of optimisers.</summary>
    public IEnumerable<(string Name, TorchView Tensor)> Under(string? root)
    {
        if (root is not null)
            return _tensors.Where(found => IsUnder(found.Name, root)).Select(found => (found.Name[(root.Length + 1)..], found.Tensor));
        var hasOnlyOptimizers = _tensors.TrueForAll(found => found.Network.IsOptimizer);
        return _tensors.Where(found => hasOnlyOptimizers || !found.Network.IsOptimizer).Select(found => (found.Name, found.Tensor));
    }

    /// <summary>Objects of somebody's own that were passed over, name and class; empty where there are none.</summary>
    public string PassedOver => _passedOver.ToString();

    /// <summary>What the file holds instead of tensors.</summary>
    public string WithoutTensors()
    {
        var values = new Shortlist();
        foreach (var (name, text) in Values)
            values.Add(() => name.Length == 0 ? Shortened(text, LongestValueShown) : $"{name} = {Shortened(text, LongestValueShown)}");
        var held = new[] { LikeTensors, PassedOver, values.ToString() }.FirstOrDefault(list => list.Length > 0);
        return $"is complete, but holds no tensors.{(held is null ? "" : $" It holds {Shortened(held, LongestHeldShown)}; nothing was called.")} Fix: in Python, torch.save(model.state_dict(), path)";
    }

    private static bool IsUnder(string name, string root) =>
        name.Length > root.Length && name[root.Length] == '.' && name.StartsWith(root, StringComparison.Ordinal);

    private static string Shortened(string text, int longest) => text.Length > longest ? text[..longest] + "…" : text;

    private void Visit(object? value, string name, Network network, int depth)
    {
        if (++_visits > MostVisits)
            throw TooMuch($"more than {MostVisits} values");
        if (depth > Deepest)
            throw TooMuch($"values nested deeper than {Deepest}");
        if (value is TorchView tensor)
            _tensors.Add(new Found(name, tensor, network));
        else if (value is byte[] or not (PickleDict or PickleObject or IReadOnlyList<object?>))
            Values.Add((name, Text(value) ?? PickleGlobals.KindOf(value)));
        else if (_path.Add(value))
            Walk(value, name, network, depth);
    }

    // A value that holds itself is not on the path twice.
    private void Walk(object value, string name, Network network, int depth)
    {
        if (value is PickleDict dict)
            VisitAll(dict, name, NetworkOf(dict, name, network), depth);
        else if (value is PickleObject made)
            Visit(made, name, network, depth);
        else
            VisitAll((IReadOnlyList<object?>)value, name, network, depth);
        _path.Remove(value);
    }

    private void Visit(PickleObject made, string name, Network network, int depth)
    {
        var isModel = made.Attributes is { } parts && (made.IsScripted || Modules.IsModel(parts));
        if (isModel && !network.IsModel)
            network = network with { Name = name, IsModel = true };
        foreach (var (part, dict) in Dicts(made, name))
            VisitAll(made.IsScripted ? OfScript(dict) : dict, part, NetworkOf(dict, part, network), depth);
        if (isModel)
            return;
        if (made is { Attributes: null, Items: null })
            AddText(name, Text(made)!);
        if (made.IsLikeTensor)
            _likeTensors.Add(Named);
        else if (!Plain.Contains(made.Name.Split('.')[0]))
            _passedOver.Add(Named);

        string Named() => name.Length == 0 ? $"an object {made.Name}" : $"{name} ({made.Name})";
    }

    // Where an object of an unknown class may hold weights: its items, its attributes, the dicts that it is made of, by number.
    private IEnumerable<(string Name, PickleDict Dict)> Dicts(PickleObject made, string name)
    {
        foreach (var dict in new[] { made.Items, made.Attributes }.OfType<PickleDict>())
            yield return (name, dict);
        var parts = made.Made as object?[] ?? [];
        for (var i = 0; i < Math.Min(parts.Length, LongestListShown); i++)
        {
            if (parts[i] is PickleDict dict)
                yield return (Joined(name, i.ToString(CultureInfo.InvariantCulture)), dict);
        }
    }

    // What a TorchScript module's lists and dicts hold are no weights of its state_dict.
    private static PickleDict OfScript(PickleDict attributes)
    {
        var result = new PickleDict();
        foreach (var (key, value) in attributes.Pairs)
        {
            if (value is IReadOnlyList<object?> list ? Listing(list) is not null : value is not PickleDict)
                result.Set(key, value);
        }
        return result;
    }

    private void VisitAll(PickleDict dict, string name, Network network, int depth)
    {
        foreach (var (key, value) in dict.Pairs)
            Visit(value, Joined(name, Text(key) ?? PickleGlobals.KindOf(key)), network, depth + 1);
    }

    // A short list of simple values is shown as one text; a longer one is looked through for tensors.
    private void VisitAll(IReadOnlyList<object?> list, string name, Network network, int depth)
    {
        if (Listing(list) is { } text)
        {
            AddText(name, $"[{text}]");
            return;
        }
        _visits += list.Count / LongestListShown;
        for (var i = 0; i < list.Count; i++)
        {
            if (list.Count <= LongestListShown || !IsSimple(list[i]))
                Visit(list[i], Joined(name, i.ToString(CultureInfo.InvariantCulture)), network, depth + 1);
        }
    }

    // A model's parts are the model's; any other dict stands for itself.
    private static Network NetworkOf(PickleDict dict, string name, Network network) => network.IsModel
        ? network
        : new Network(name, IsModel: false, network.IsOptimizer || (Has(dict, "state") && Has(dict, "param_groups")));

    private static bool Has(PickleDict dict, string key) => dict.Pairs.Any(pair => pair.Key is string text && text == key);

    private string Joined(string name, string key)
    {
        CountLetters(name.Length + key.Length + 1);
        if (Modules.IsContainer(key))
            return name;
        return name.Length == 0 ? key : $"{name}.{key}";
    }

    // A text of the file is kept as it is, one that was put together counts.
    private void AddText(string name, string text)
    {
        CountLetters(text.Length);
        Values.Add((name, text));
    }

    private void CountLetters(int count)
    {
        _letters += count;
        if (_letters > MostLetters)
            throw TooMuch($"names of more than {MostLetters} letters together");
    }

    private static ForeignContentException TooMuch(string what) => new($"holds more than is read here: {what}");

    private static bool IsSimple(object? value) => value is null or bool or string or long or BigInteger or double or PickleName;

    private static string? Text(object? value) => value switch
    {
        null => "None",
        bool truth => truth ? "True" : "False",
        string text => text,
        long or BigInteger or double => Convert.ToString(value, CultureInfo.InvariantCulture),
        PickleName name => name.ToString(),
        byte[] bytes => $"{bytes.Length} bytes",
        PickleBytes bytes => $"{bytes.Count} bytes",
        object?[] tuple => Listing(tuple) is { } parts ? $"({parts})" : null,
        // Such as torch.device(cuda, 0).
        PickleObject { Made: object?[] given } made => Listing(given) is { } parts ? $"{made.Name}({parts})" : made.Name,
        PickleObject made => made.Name,
        _ => null,
    };

    // A few short and simple values, with commas between them; null for others.
    private static string? Listing(IReadOnlyList<object?> values)
    {
        if (values.Count > LongestListShown || (values.Count > 0 && !IsSimple(values[0])))
            return null;
        var texts = new string[values.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!IsSimple(values[i]) || Text(values[i]) is not { Length: < LongestTextListed } text)
                return null;
            texts[i] = text;
        }
        return string.Join(", ", texts);
    }

    /// <summary>The first of many, and how many they are.</summary>
    private sealed class Shortlist
    {
        private const int Kept = 3;

        private readonly List<string> _first = [];
        private int _more;

        public void Add(Func<string> text)
        {
            if (_first.Count < Kept)
                _first.Add(text());
            else
                _more++;
        }

        public override string ToString() => string.Join(", ", _first) + (_more > 0 ? $" and {_more} more" : "");
    }

    /// <summary>A tensor, its dotted name, and what it belongs to.</summary>
    internal sealed record Found(string Name, TorchView Tensor, Network Network);

    /// <summary>The dict or the whole model that a tensor belongs to.</summary>
    internal sealed record Network(string Name, bool IsModel, bool IsOptimizer);

    /// <summary>How torch.nn.Module keeps its weights and parts.</summary>
    private static class Modules
    {
        private static readonly string[] Containers = ["_parameters", "_buffers", "_modules"];

        public static bool IsContainer(string key) => Containers.Contains(key);

        public static bool IsModel(PickleDict attributes) => Array.TrueForAll(Containers, container => Has(attributes, container));
    }
}
