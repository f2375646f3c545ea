using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using VisionAttention.Weights.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>Which weight of a file goes where in a model: everything is laid out and compared before the first number is copied.</summary>
internal sealed class WeightPlan
{
    // A stacked weight is the query's, the key's and the value's.
    private const int StackedParts = 3;

    private readonly Module _model;
    private readonly IWeightFile _file;
    private readonly LoadOptions _options;
    private readonly WeightNames _names;
    private readonly PatchShape _patch;
    private readonly Dictionary<string, Tensor> _places;
    private readonly Dictionary<string, Tensor> _values = [];
    private readonly List<string> _surplus = [];
    private readonly List<string> _misshaped = [];
    private readonly List<string> _notes = [];

    /// <summary>Reads the file and finds every weight's place; tensors live in the surrounding scope.</summary>
    public WeightPlan(Module model, IWeightFile file, LoadOptions options)
    {
        (_model, _file, _options) = (model, file, options);
        _names = options.Names ?? WeightNames.Detect(file.Names);
        _places = new(ModelWeights.Places(model).Where(place => !IsExcepted(place.Key)));
        _patch = PatchShape.Of(model);
        var sources = new Dictionary<string, List<(string Name, WeightPlace Place)>>();
        foreach (var name in file.Names)
            Sort(name, sources);
        foreach (var (target, parts) in sources)
            LayOut(target, parts);
    }

    /// <summary>What fits and what does not.</summary>
    public LoadReport Report()
    {
        var failed = _misshaped.Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ToHashSet();
        var missing = _places.Keys.Where(name => !_values.ContainsKey(name) && !failed.Contains(name) && !IsOptional(name));
        return new LoadReport(_names.Source, [.. _values.Keys], [.. missing], _surplus, _misshaped, _notes);
    }

    /// <summary>Copies everything that fits.</summary>
    public void Copy()
    {
        foreach (var (name, value) in _values)
            _places[name].copy_(value);
    }

    private void Sort(string name, Dictionary<string, List<(string, WeightPlace)>> sources)
    {
        if (_names.Find(name) is not { } place)
        {
            _surplus.Add(name);
            return;
        }
        // A table without rows stands for a token that is not there (vit-pytorch without a class token).
        if (place.IsPassedOver || (_file.Shape(name).Contains(0) && !_places.ContainsKey(place.Name)))
        {
            _notes.Add($"{name} is of no use here and was passed over");
            return;
        }
        if (IsExcepted(place.Name))
            return;
        if (!_places.ContainsKey(place.Name))
            _surplus.Add(name);
        else if (sources.TryGetValue(place.Name, out var parts))
            parts.Add((name, place));
        else
            sources[place.Name] = [(name, place)];
    }

    private void LayOut(string target, List<(string Name, WeightPlace Place)> sources)
    {
        var wanted = _places[target].shape;
        var numbers = sources.Select(source => source.Place.Part).Order().ToArray();
        var isWhole = numbers.Length == 1 && numbers[0] is null;
        if (!isWhole && !numbers.SequenceEqual(Enumerable.Range(0, StackedParts).Select(part => (int?)part)))
        {
            _misshaped.Add($"{target} is to be put together from {string.Join(", ", sources.Select(source => source.Name))}, which is not one each of query, key and value");
            return;
        }
        var parts = sources.OrderBy(source => source.Place.Part).Select(source => source.Place.Layout(_file.Read(source.Name), _patch)).ToArray();
        var value = isWhole ? parts[0] : Stacked(parts);
        if (target == "pos_embed" && value is not null && !value.shape.AsSpan().SequenceEqual(wanted))
            value = Resized(value);
        if (value is not null && value.shape.AsSpan().SequenceEqual(wanted))
            _values[target] = value;
        else
            _misshaped.Add($"{target} is {Shapes.Text(wanted)}, the file has {string.Join(", ", sources.Select(source => $"{source.Name} {Shapes.Text(_file.Shape(source.Name))}"))}");
    }

    private static Tensor? Stacked(Tensor?[] parts)
    {
        var whole = parts.OfType<Tensor>().ToArray();
        return whole.Length == StackedParts && whole.All(part => part.shape.AsSpan().SequenceEqual(whole[0].shape)) ? cat(whole, dim: 0) : null;
    }

    // Positions for another grid: the tokens before the patches stay, the grid is interpolated.
    private Tensor? Resized(Tensor table)
    {
        if (_model is not VisionTransformer model || table.ndim != 3 || table.shape[0] != 1 || table.shape[2] != model.Options.EmbedDim)
            return null;
        var places = table.shape[1] - model.PositionPrefix;
        var side = (long)Math.Round(Math.Sqrt(Math.Max(places, 0)));
        var grid = _options.FileGrid ?? new GridSize(side, side);
        if (places < 1 || grid.Count != places)
            return null;
        var convention = _options.PositionResize ?? _names.Resize;
        _notes.Add($"pos_embed was resized from {grid} to {model.Grid} positions ({convention})");
        return EmbeddingResize.Apply(table, model.PositionPrefix, grid, model.Grid, convention);
    }

    private bool IsExcepted(string name)
    {
        return _options.Except.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal));
    }

    // A counter that older files do not have and that nothing is computed from.
    private static bool IsOptional(string name)
    {
        return name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
    }
}
