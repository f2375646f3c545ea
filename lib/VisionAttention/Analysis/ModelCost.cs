using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>Parameters, multiply-adds and FLOPs of the library's models.</summary>
/// <remarks>
/// The layers of a real model are walked with the shape of an image: nothing is computed and no memory is taken. Conventions follow
/// Ramachandran et al. 2019, footnote 4, and the multiply-adds of Dosovitskiy et al. 2021; a window of local attention counts all
/// its k² positions, also at the border. The sinusoidal table that <c>PositionKind.Absolute</c> adds is not counted, as in the paper's Table 5;
/// nor are the embeddings that make an attention stem's mixing weights, which do not depend on the image, or the resizing of positions.
/// </remarks>
public static class ModelCost
{
    private const long LongestSide = 1 << 16;

    /// <summary>What a model costs for one image.</summary>
    /// <param name="model">
    /// An <see cref="AttentionResNet"/> or a <see cref="VisionTransformer"/>; or a part for maps: a <see cref="Bottleneck"/>, a
    /// <see cref="BasicBlock"/>, a local self-attention layer, an attention stem, a two-dimensional convolution.
    /// </param>
    /// <param name="image">Height and width of the image, or of the map that comes into a part. The channels are the model's.</param>
    /// <param name="convention">What counts as an operation.</param>
    /// <exception cref="ArgumentException">A module that is none of these, or an image it cannot take.</exception>
    public static CostReport Of(nn.Module model, ImageSize image, CostConvention convention = CostConvention.Paper)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Walked(image, convention, walk =>
        {
            if (model is VisionTransformer transformer)
                TransformerCost.Add(walk, transformer, image, transformer.Options.Depth);
            else if (model is AttentionResNet network)
                ResidualNetworkCost.AddWithClassifier(walk, network, image);
            else
                MapLayerCost.Add(walk, model, path: "", new MapShape(MapLayerCost.InChannels(model), image.Height, image.Width));
        });
    }

    /// <summary>What a Vision Transformer would cost for one image of its size.</summary>
    /// <remarks>
    /// The encoder blocks of a model are alike, so a model of one block is made and its block walked as often as the settings say: ViT-H/14
    /// takes 90 MB for a moment instead of 2.5 GB and half a minute. The random generator moves on as for a model of one block.
    /// </remarks>
    /// <param name="options">The model.</param>
    /// <param name="convention">What counts as an operation.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other.</exception>
    public static CostReport Of(VisionTransformerOptions options, CostConvention convention = CostConvention.Paper)
    {
        using var model = new VisionTransformer(VisionTransformerRules.Checked(options) with { Depth = 1 });
        return Walked(options.Image, convention, walk => TransformerCost.Add(walk, model, options.Image, options.Depth));
    }

    private static CostReport Walked(ImageSize image, CostConvention convention, Action<CostWalk> add)
    {
        if (image.Height is < 1 or > LongestSide || image.Width is < 1 or > LongestSide)
            throw new ArgumentException($"the image is {image}: its sides must be from 1 to {LongestSide}");
        var walk = new CostWalk(convention);
        try
        {
            add(walk);
        }
        catch (OverflowException)
        {
            throw new ArgumentException($"the image is {image}: a count of its operations does not fit into 64 bits");
        }
        return new CostReport(image, convention, walk.Layers);
    }
}
