using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>Loads and saves the weights of a model.</summary>
public static class ModelWeights
{
    /// <summary>Fills a model from a file of any supported format, whose names may be those of another code base.</summary>
    /// <param name="model">A model of this library; its weights keep their device and type.</param>
    /// <param name="path">A .safetensors, .npz, .pt or .pth file.</param>
    /// <param name="options">Strictness, exceptions and so on; null for the defaults.</param>
    /// <returns>What was loaded, and what was done beside copying.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or (strict) does not fit: the message lists every missing, surplus and misshaped weight. The model is unchanged.
    /// </exception>
    public static LoadReport Load(Module model, string path, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = options?.Root is { } root ? TorchFile.Open(path, root) : WeightFile.Open(path);
        return Load(model, file, options);
    }

    /// <summary>Fills a model from an open file.</summary>
    internal static LoadReport Load(Module model, WeightFile file, LoadOptions? options = null)
    {
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        var plan = new WeightPlan(model, file, options ?? new LoadOptions());
        var report = plan.Report();
        FileErrors.Unless(report.IsComplete || options is { Strict: false }, $"{file.Path} ({report.Names} names) does not fit {model.GetName()}: {report.Problems()}");
        plan.Copy();
        return report;
    }

    /// <summary>Writes a model's weights as safetensors with the library's names, which are timm's (ViT) and torchvision's (ResNet).</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; one that is there is replaced when the new one is whole.</param>
    public static void Save(Module model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var gradOff = no_grad();
        SafetensorsFile.Write(path, Places(model));
    }

    /// <summary>Every parameter and buffer of a model by name.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Places(Module model) =>
    [
        .. model.named_parameters().Select(entry => KeyValuePair.Create<string, Tensor>(entry.name, entry.parameter)),
        .. model.named_buffers().Select(entry => KeyValuePair.Create(entry.name, entry.buffer)),
    ];
}

/// <summary>How <see cref="ModelWeights"/> loads a file. The defaults accept no deviation.</summary>
public sealed record LoadOptions
{
    /// <summary>Whether a missing, surplus or misshaped weight is an error. Otherwise what fits is loaded and the report tells the rest.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Beginnings of names, in the model's naming, where the model keeps its own weights: <c>"head"</c> for a classifier of other classes.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The dictionary of a PyTorch file to load, such as <c>"teacher"</c> of DINO's checkpoints; null for the only one that holds tensors.</summary>
    public string? Root { get; init; }

    /// <summary>How learned positions are resized where the model has another grid; null for the way of the file's own code base.</summary>
    public ResizeConvention? PositionResize { get; init; }

    /// <summary>The grid of the file's positions; null for a square one.</summary>
    public GridSize? FileGrid { get; init; }
}

/// <summary>What loading did.</summary>
/// <param name="Names">Whose names the file has.</param>
/// <param name="Loaded">The model's weights that were filled.</param>
/// <param name="Missing">The model's weights that the file does not have.</param>
/// <param name="Surplus">The file's weights that the model has no place for.</param>
/// <param name="Misshaped">One line for each weight whose shape or parts do not fit, with both shapes.</param>
/// <param name="Notes">What was done beside copying: positions resized, weights passed over.</param>
public sealed record LoadReport(
    string Names,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Surplus,
    IReadOnlyList<string> Misshaped,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether every weight of the model was filled and every weight of the file used.</summary>
    public bool IsComplete => Missing.Count == 0 && Surplus.Count == 0 && Misshaped.Count == 0;

    /// <summary>All problems in one line; empty where there are none.</summary>
    internal string Problems()
    {
        (string Word, IReadOnlyList<string> Names)[] parts = [("missing", Missing), ("surplus", Surplus), ("misshaped", Misshaped)];
        return string.Join("; ", parts.Where(part => part.Names.Count > 0).Select(part => $"{part.Names.Count} {part.Word}: {string.Join(", ", part.Names)}"));
    }
}

/// <summary>Which weight of a file goes where in a model: everything is laid out and compared before the first number is copied.</summary>
internal sealed class WeightPlan
{
    // A stacked weight is the query's, the key's and the value's.
    private const int StackedParts = 3;

    private readonly Module _model;
    private readonly WeightFile _file;
    private readonly LoadOptions _options;
    private readonly WeightNames _names;
    private readonly PatchShape _patch;
    private readonly Dictionary<string, Tensor> _places;
    private readonly Dictionary<string, Tensor> _values = [];
    private readonly List<string> _surplus = [];
    private readonly List<string> _misshaped = [];
    private readonly List<string> _notes = [];

    /// <summary>Reads the file and finds every weight's place; tensors live in the surrounding scope.</summary>
    public WeightPlan(Module model, WeightFile file, LoadOptions options)
    {
        (_model, _file, _options) = (model, file, options);
        _names = WeightNames.Detect(file.Names);
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

    private bool IsExcepted(string name) => _options.Except.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    // A counter that older files do not have and that nothing is computed from.
    private static bool IsOptional(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
