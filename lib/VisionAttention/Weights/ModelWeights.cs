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
    /// <param name="path">A .safetensors, .npz, .pt, .pth, .weights.h5, .keras or .onnx file.</param>
    /// <param name="options">Strictness, exceptions and so on; null for the defaults.</param>
    /// <returns>What was loaded, and what was done beside copying.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or (strict) does not fit: the message lists every missing, surplus and misshaped weight. The model is unchanged.
    /// </exception>
    public static LoadReport Load(Module model, string path, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = WeightFile.Open(path, options?.Root);
        return Load(model, file, options);
    }

    /// <summary>Fills a model from an open file.</summary>
    internal static LoadReport Load(Module model, WeightFile file, LoadOptions? options = null)
    {
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        var plan = new WeightPlan(model, file, options ?? new LoadOptions());
        var report = plan.Report();
        FileErrors.Unless(report.IsComplete || options is { Strict: false }, $"{plan.Refusal(report)}");
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

    /// <summary>
    /// The beginnings of the classifier's names, in the model's naming, where a classifier that the file does not have, or has for other
    /// classes, stays the model's own: <c>"head"</c>. Otherwise it must fit as any other weight.
    /// </summary>
    public IReadOnlyList<string> Classifier { get; init; } = [];

    /// <summary>
    /// The dictionary of the file to load, such as <c>"teacher"</c> of DINO's checkpoints, or what the names of its weights begin with; null for
    /// the only one that holds weights of the model.
    /// </summary>
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
/// <param name="Notes">What was done beside copying: positions resized, wrappers taken off the names, a new classifier, weights passed over.</param>
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

    /// <summary>What the file has in place of a classifier that stayed the model's own; null where none did.</summary>
    internal string? OtherClassifier { get; init; }

    /// <summary>All problems in one line; empty where there are none.</summary>
    internal string Problems()
    {
        (string Word, IReadOnlyList<string> Names)[] parts = [("missing", Missing), ("surplus", Surplus), ("misshaped", Misshaped)];
        return string.Join("; ", parts.Where(part => part.Names.Count > 0).Select(part => $"{part.Names.Count} {part.Word}: {string.Join(", ", part.Names)}"));
    }
}
