using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>Loads and saves the weights of a model.</summary>
public static class ModelWeights
{
    /// <summary>Fills a model from a file of any supported format, whose names may be those of another code base.</summary>
    /// <param name="model">A model of this library; its weights keep their device and type.</param>
    /// <param name="path">A .safetensors, .npz, .pt or .pth file.</param>
    /// <param name="options">Naming, strictness, exceptions; null for the defaults.</param>
    /// <returns>What was loaded, and what was done beside copying.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or (strict) does not fit: the message lists every missing, surplus and misshaped weight. The model is unchanged.
    /// </exception>
    public static LoadReport Load(Module model, string path, LoadOptions? options = null)
    {
        using var file = options?.Root is { } root ? TorchFile.Open(path, root) : WeightFile.Open(path);
        return Load(model, file, options);
    }

    /// <summary>Fills a model from an open file.</summary>
    /// <inheritdoc cref="Load(Module, string, LoadOptions)"/>
    /// <param name="model">A model of this library; its weights keep their device and type.</param>
    /// <param name="file">The file.</param>
    /// <param name="options">Naming, strictness, exceptions; null for the defaults.</param>
    public static LoadReport Load(Module model, IWeightFile file, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        var plan = new WeightPlan(model, file, options ?? new LoadOptions());
        var report = plan.Report();
        if (!report.IsComplete && (options?.Strict ?? true))
            throw new InvalidDataException($"{file.Path} ({report.Names} names) does not fit {model.GetName()}: {report.Problems()}");
        plan.Copy();
        return report;
    }

    /// <summary>Writes a model's weights as safetensors with the library's names, which are timm's (ViT) and torchvision's (ResNet).</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; one that is there is replaced when the new one is whole.</param>
    /// <param name="metadata">Strings to keep beside the weights.</param>
    public static void Save(Module model, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var gradOff = no_grad();
        SafetensorsFile.Write(path, Places(model), metadata);
    }

    /// <summary>Every parameter and buffer of a model by name.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Places(Module model)
    {
        foreach (var (name, parameter) in model.named_parameters())
            yield return new(name, parameter);
        foreach (var (name, buffer) in model.named_buffers())
            yield return new(name, buffer);
    }
}
