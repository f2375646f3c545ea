using VisionAttention.Models;

namespace VisionAttention.Analysis;

/// <summary>What a model costs for one image, layer by layer.</summary>
/// <param name="Image">The image's size, in pixels.</param>
/// <param name="Convention">What <see cref="Flops"/> counts.</param>
/// <param name="Layers">The layers in the order data passes them.</param>
public sealed record CostReport(ImageSize Image, CostConvention Convention, IReadOnlyList<LayerCost> Layers)
{
    /// <summary>Number of trainable numbers.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Multiply-adds; the same in every convention. This is what papers on Vision Transformers call FLOPs or MACs.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Operations under <see cref="Convention"/>; a multiplication and an addition are two.</summary>
    public long Flops => Layers.Sum(layer => layer.Flops);
}
