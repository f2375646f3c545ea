using VisionAttention.Weights.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>Where a weight of a file belongs in a model.</summary>
/// <param name="Name">The model's name for it; empty where it has no use here and is passed over.</param>
/// <param name="Part">Which third of a stacked query, key and value weight it is, 0 to 2; null where it is the whole.</param>
public sealed record WeightPlace(string Name, int? Part)
{
    /// <summary>How the numbers lie in the file.</summary>
    internal Func<Tensor, PatchShape, Tensor?> Layout { get; init; } = WeightLayouts.Same;

    /// <summary>Whether the weight has no use here.</summary>
    public bool IsPassedOver => Name.Length == 0;

    /// <summary>The file's numbers in the library's layout. Numbers are only moved, so a gradient can be arranged like its weight.</summary>
    /// <param name="source">The weight, or something of its shape.</param>
    /// <param name="model">The model it is for, which tells the shape of a patch.</param>
    /// <returns>The arranged tensor; null for a shape that the layout cannot be.</returns>
    public Tensor? Arrange(Tensor source, Module model)
    {
        return Layout(source, PatchShape.Of(model));
    }
}
