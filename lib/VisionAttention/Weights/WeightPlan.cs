using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>Which weight of a file goes where in a model: everything is laid out and compared before the first number is copied.</summary>
internal sealed class WeightPlan
{
    // A stacked weight is the query's, the key's and the value's.
    private const int StackedParts = 3;

    // Names that a note lists.
    private const int Shown = 3;

    private static readonly string[] OtherWords = ["classifier", "fc", "head"];
    private static readonly string[] ClassifierWords = ["head", "head_dist", "heads", "fc", "classifier", "cls_classifier", "distillation_classifier", "mlp_head", "linear_head"];

    private readonly Module _model;
    private readonly WeightFile _file;
    private readonly LoadOptions _options;
    private readonly NetworkNames _network;
    private readonly PatchShape _patch;
    private readonly Dictionary<string, Tensor> _places;
    private readonly Dictionary<string, Tensor> _values = [];
    private readonly List<string> _surplus = [];
    private readonly List<string> _beside = [];
    private readonly List<string> _useless = [];
    private readonly Dictionary<string, (long[]? Shape, string Problem)> _misshaped = [];
    private readonly List<string> _notes = [];
    private readonly bool _isForeign;
    private readonly bool _hasClassifier;
    private string? _otherClassifier;

    /// <summary>Reads the file and finds every weight's place; tensors live in the surrounding scope.</summary>
    public WeightPlan(Module model, WeightFile file, LoadOptions options)
    {
        (_model, _file, _options) = (model, file, options);
        _places = new(ModelWeights.Places(model).Where(place => !IsExcepted(place.Key)));
        _network = NetworkNames.Detect(file.Names, _places.ContainsKey);
        _patch = PatchShape.Of(model);
        RequireOneNetwork();
        var sources = new Dictionary<string, List<(string Name, WeightPlace Place)>>();
        foreach (var name in file.Names.OrderBy(name => !_network.IsInside(name)))
            Sort(name, sources);
        NoteUseless();
        foreach (var (target, parts) in sources)
            LayOut(target, parts);
        var placed = sources.Values.SelectMany(parts => parts).ToArray();
        _isForeign = file.Names.Count > 0 && Array.TrueForAll(placed, part => IsClassifier(part.Name));
        _hasClassifier = placed.Length > 0;
        RenewClassifier();
        NoteNames();
    }

    /// <summary>What fits and what does not.</summary>
    public LoadReport Report()
    {
        var missing = _places.Keys.Where(name => !_values.ContainsKey(name) && !_misshaped.ContainsKey(name) && !IsOptional(name));
        return new LoadReport(_network.Naming.Source, [.. _values.Keys], [.. missing], _surplus, [.. _misshaped.Values.Select(entry => entry.Problem)], _notes) { OtherClassifier = _otherClassifier };
    }

    /// <summary>Why the file does not fit, and what may help.</summary>
    public string Refusal(LoadReport report) => _isForeign
        ? $"{_file.Path} has no name in common with {_model.GetName()}{(_hasClassifier ? " but a classifier's" : "")}: it holds {Listed([.. _file.Names])}{Hints()}. Fix: name the model that the file is of"
        : $"{_file.Path} ({report.Names} names) does not fit {_model.GetName()}: {report.Problems()}{Hints()}";

    /// <summary>What may help where the file does not fit; begins with a semicolon, or is empty.</summary>
    private string Hints()
    {
        var beginning = NetworkNames.Shared(_file.Names);
        var hint = beginning.Length > 0 && _network.Beginning.Length == 0 ? $"; all its names begin with {FileErrors.OneLine(beginning)}, which was not taken off, as without it no name is one of the model's" : "";
        if (_misshaped.Select(entry => (There: entry.Value.Shape, Here: _places[entry.Key].shape)).FirstOrDefault(entry => IsOfOtherImages(entry.There, entry.Here)) is { There: { } there } other)
            hint += $"; the file's network is for images of {Counted.Text(there[1], "channel")}, the model for {other.Here[1]}";
        return _file.Unread.Length > 0 ? $"{hint}; not read, as they are no plain tensors: {FileErrors.OneLine(_file.Unread)}" : hint;
    }

    /// <summary>Copies everything that fits.</summary>
    public void Copy()
    {
        foreach (var (name, value) in _values)
            _places[name].copy_(value);
    }

    private void RequireOneNetwork()
    {
        if (_network.Rivals.Count == 0)
            return;
        var root = _options.Root is { } given ? given + "." : "";
        var networks = _network.Rivals.Select(rival => $"{FileErrors.OneLine(root + rival.Name)} ({rival.Weights} tensors)");
        throw new InvalidDataException(
            $"{_file.Path} holds weights for {_model.GetName()} {_network.Rivals.Count} times: {string.Join(", ", networks)}. Fix: name one of them as root");
    }

    private void Sort(string name, Dictionary<string, List<(string Name, WeightPlace)>> sources)
    {
        var isInside = _network.IsInside(name);
        var place = PlaceOf(name);
        // A table without rows stands for a token that is not there (vit-pytorch without a class token).
        if (place is { IsPassedOver: true } || (place is not null && !_places.ContainsKey(place.Name) && (place.IsOptional || _file.Shape(name).Contains(0))))
            _useless.Add(name);
        else if (place is not null && IsExcepted(place.Name))
            return;
        else if (place is null || !_places.ContainsKey(place.Name))
            (isInside ? _surplus : _beside).Add(name);
        else if (!sources.TryGetValue(place.Name, out var parts))
            sources[place.Name] = [(name, place)];
        else if (isInside || !_network.IsInside(parts[0].Name))
            parts.Add((name, place));
        else
            _beside.Add(name);
    }

    // Somebody's own network calls the layer behind a backbone as it likes: the classifier's other names mean the one the model has.
    private WeightPlace? PlaceOf(string name)
    {
        var place = _network.Find(name);
        if (place is { IsPassedOver: true } || (place is not null && _places.ContainsKey(place.Name)))
            return place;
        var bare = _network.Bare(name).Split('.');
        var own = ClassifierWords.FirstOrDefault(word => _places.ContainsKey(word + ".weight"));
        if (own is null || bare.Length is not (2 or 3) || !OtherWords.Contains(bare[0]) || bare[^1] is not ("weight" or "bias") || (bare.Length == 3 && !int.TryParse(bare[1], out _)))
            return place;
        var meant = $"{own}.{bare[^1]}";
        return _file.Names.Any(other => _network.Find(other)?.Name == meant) ? place : WeightNames.Timm.Find(meant);
    }

    private void LayOut(string target, List<(string Name, WeightPlace Place)> sources)
    {
        var wanted = _places[target].shape;
        var numbers = sources.Select(source => source.Place.Part).Order().ToArray();
        var isWhole = numbers.Length == 1 && numbers[0] is null;
        if (!isWhole && !numbers.SequenceEqual(Enumerable.Range(0, StackedParts).Select(part => (int?)part)))
        {
            var rule = numbers.Any(part => part is not null) ? "which is not one each of query, key and value" : "which are several";
            _misshaped[target] = (null, $"{target} is to be put together from {string.Join(", ", sources.Select(source => source.Name))}, {rule}");
            return;
        }
        var parts = sources.OrderBy(source => source.Place.Part).Select(source => source.Place.Layout(Numbers(source.Name), _patch)).ToArray();
        var value = isWhole ? parts[0] : Stacked(parts);
        if (value is not null && !value.shape.AsSpan().SequenceEqual(wanted) && Tower(target) is { } tower)
            value = Resized(target, value, tower);
        if (value is not null && value.shape.AsSpan().SequenceEqual(wanted))
            _values[target] = value;
        else
            _misshaped[target] = (value?.shape, $"{target} is {Shapes.Text(wanted)}, the file has {string.Join(", ", sources.Select(source => $"{source.Name} {Shapes.Text(_file.Shape(source.Name))}"))}");
    }

    private Tensor Numbers(string name)
    {
        var numbers = _file.Read(name);
        FileErrors.Unless(
            !numbers.is_floating_point() || isfinite(numbers).all().item<bool>(),
            $"{_file.Path}: {FileErrors.OneLine(name)} has values that are NaN or infinite. Fix: take a file that was written before they came about");
        return numbers;
    }

    // A classifier that does not fit whole is not loaded at all: the model's own stays.
    private void RenewClassifier()
    {
        foreach (var part in _options.Classifier)
        {
            var own = _places.Keys.Where(name => IsPart(name, part)).ToArray();
            if (Array.TrueForAll(own, _values.ContainsKey))
                continue;
            var classes = _places[own[0]].shape[0];
            var shape = own.Select(name => _values.TryGetValue(name, out var value) ? value.shape : _misshaped.GetValueOrDefault(name).Shape).FirstOrDefault(shape => shape is not null);
            var otherForm = _surplus.RemoveAll(IsClassifier) + own.Count(_misshaped.ContainsKey) > 0 ? "one of another form" : "none";
            var lacking = own.Where(name => !_values.ContainsKey(name) && !_misshaped.ContainsKey(name)).ToArray();
            var there = shape is null ? otherForm : $"one for {shape[0]}{(lacking.Length == 0 ? "" : $" without {string.Join(", ", lacking)}")}";
            _notes.Add($"the classifier {part} is new, for {classes} classes: the file has {there}");
            _otherClassifier ??= there;
            foreach (var name in own)
            {
                _places.Remove(name);
                _values.Remove(name);
                _misshaped.Remove(name);
            }
        }
    }

    // A classifier that no table translates, such as one of several layers, goes by its first word.
    private bool IsClassifier(string name) =>
        ClassifierWords.Any(word => IsPart(_network.Bare(name), word)) || _options.Classifier.Any(part => _network.Find(name) is { } place && IsPart(place.Name, part));

    private void NoteUseless()
    {
        if (_useless.Count > Shown)
            _notes.Add($"{Listed(_useless)} are of no use here and were passed over");
        else
            _notes.AddRange(_useless.Select(name => $"{FileErrors.OneLine(name)} is of no use here and was passed over"));
    }

    private void NoteNames()
    {
        string[] wrappers = [.. _network.TakenOff(_file.Names).Select(FileErrors.OneLine)];
        if (wrappers.Length > 0)
            _notes.Insert(0, $"{string.Join(" and ", wrappers)} {(wrappers.Length == 1 ? "was" : "were")} taken off the names");
        if (_beside.Count > 0)
            _notes.Add($"beside the network, passed over: {Listed(_beside)}");
        if (_file.Passed.Length > 0)
            _notes.Add($"objects beside the weights, passed over and not called: {FileErrors.OneLine(_file.Passed)}");
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(Shown).Select(FileErrors.OneLine)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static bool IsPart(string name, string part) => name.StartsWith(part, StringComparison.Ordinal) && (name.Length == part.Length || name[part.Length] == '.');

    private static Tensor? Stacked(Tensor?[] parts)
    {
        var whole = parts.OfType<Tensor>().ToArray();
        return whole.Length == StackedParts && whole.All(part => part.shape.AsSpan().SequenceEqual(whole[0].shape)) ? cat(whole, dim: 0) : null;
    }

    // What a table of positions belongs to; null for a weight that is none, or not one of patches.
    private VisionTransformer? Tower(string name) => (name, _model) switch
    {
        ("pos_embed", VisionTransformer model) => model,
        ("visual.pos_embed", Clip model) => model.Image,
        _ => null,
    };

    // Positions for another grid: the tokens before the patches stay, the grid is interpolated.
    private Tensor? Resized(string name, Tensor table, VisionTransformer model)
    {
        if (table.ndim != 3 || table.shape[0] != 1 || table.shape[2] != model.Options.EmbedDim)
            return null;
        var places = table.shape[1] - model.PositionPrefix;
        var side = (long)Math.Round(Math.Sqrt(Math.Max(places, 0)));
        var grid = _options.FileGrid ?? new GridSize(side, side);
        if (places < 1 || grid.Count != places)
            return null;
        var convention = _options.PositionResize ?? _network.Naming.Resize;
        _notes.Add($"{name} was resized from {grid} to {model.Grid} positions ({convention})");
        return EmbeddingResize.Apply(table, model.PositionPrefix, grid, model.Grid, convention);
    }

    // The first convolution of a network for grey images beside that of one for images in colour, or the other way about.
    private static bool IsOfOtherImages(long[]? there, long[] here) =>
        there is [var rows, 1 or 3, .. var rest] && here is [var wanted, 1 or 3, .. var side] && there[1] != here[1] && rows == wanted && rest.Length == 2 && rest.SequenceEqual(side);

    private bool IsExcepted(string name) => _options.Except.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    // A counter that older files do not have and that nothing is computed from.
    private static bool IsOptional(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
