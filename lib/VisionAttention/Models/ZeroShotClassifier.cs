using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A classifier that was never trained: each class is the vector of texts about it, and an image belongs to the closest.</summary>
/// <remarks>Radford et al. 2021, sections 3.1.2 and 3.1.4: a class is written into several templates, such as <c>a photo of a {}.</c>, and its vector
/// is the mean of theirs, brought to length 1.</remarks>
public sealed class ZeroShotClassifier : IDisposable
{
    private const string Gap = "{}";

    private readonly Clip _clip;

    private ZeroShotClassifier(Clip clip, Tensor vectors) => (_clip, Vectors) = (clip, vectors);

    /// <summary>The vectors of the classes [classes, E], of length 1.</summary>
    public Tensor Vectors { get; }

    /// <summary>Makes the classifier of a model and the names of classes.</summary>
    /// <param name="clip">The model; it is used in evaluation mode, and stays the caller's.</param>
    /// <param name="classes">What the classes are called.</param>
    /// <param name="templates">Texts with <c>{}</c> where the name goes; null for the bare name.</param>
    /// <param name="encode">Texts to ids [C, T], Int64, on the model's device.</param>
    /// <exception cref="ArgumentException">No classes, or a template without a place for the name.</exception>
    public static ZeroShotClassifier Of(Clip clip, IReadOnlyList<string> classes, IReadOnlyList<string>? templates, Func<IReadOnlyList<string>, Tensor> encode)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(encode);
        templates ??= [Gap];
        Require.That(classes.Count > 0 && templates.Count > 0, $"there are {classes.Count} classes and {templates.Count} templates: at least one of each is needed");
        if (templates.FirstOrDefault(template => !template.Contains(Gap, StringComparison.Ordinal)) is { } lacking)
            throw new ArgumentException($"template \"{FileErrors.OneLine(lacking)}\" has no {Gap}, where the name of the class goes");
        return Of(clip, [.. classes.Select(name => templates.Select(template => template.Replace(Gap, name, StringComparison.Ordinal)).ToArray())], encode);
    }

    /// <summary>Makes the classifier of a model and texts about each class.</summary>
    /// <param name="clip">The model; it is used in evaluation mode, and stays the caller's.</param>
    /// <param name="texts">For each class its texts, one or more.</param>
    /// <param name="encode">Texts to ids [C, T], Int64, on the model's device.</param>
    /// <exception cref="ArgumentException">No classes, or a class without texts.</exception>
    public static ZeroShotClassifier Of(Clip clip, IReadOnlyList<IReadOnlyList<string>> texts, Func<IReadOnlyList<string>, Tensor> encode)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(encode);
        Require.That(texts.Count > 0, "there are no classes to tell apart");
        if (texts.Index().FirstOrDefault(one => one.Item.Count == 0) is { Item: not null } empty)
            throw new ArgumentException($"class {empty.Index} has no texts: at least one is needed");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var evaluation = new EvaluationMode(clip);
        var means = texts.Select(ofClass => functional.normalize(clip.EncodeTexts(encode(ofClass)), dim: 1).mean([0]));
        return new ZeroShotClassifier(clip, functional.normalize(stack(means), dim: 1).DetachFromDisposeScope());
    }

    /// <summary>How well images fit the classes.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>Logits [B, classes].</returns>
    public Tensor Classify(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var evaluation = new EvaluationMode(_clip);
        return _clip.Compare(_clip.EncodeImages(images), Vectors).MoveToOuterDisposeScope();
    }

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => Vectors.Dispose();
}
