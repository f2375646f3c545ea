using VisionAttention.Models;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Costs;

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
    /// An <see cref="AttentionResNet"/>, a <see cref="VisionTransformer"/>, or a <see cref="Clip"/>, which gets one text of its greatest length
    /// beside the image; or a part for maps: a <see cref="Bottleneck"/>, a
    /// <see cref="BasicBlock"/>, a local self-attention layer, an attention stem, a two-dimensional convolution.
    /// </param>
    /// <param name="image">Height and width of the image, or of the map that comes into a part. The channels are the model's.</param>
    /// <param name="convention">What counts as an operation.</param>
    public static CostReport Of(nn.Module model, ImageSize image, CostConvention convention = CostConvention.Paper)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Report(model, image, convention, whole =>
        {
            if (model is VisionTransformer transformer)
                TransformerCosts.Add(whole, transformer, image, transformer.Options.Depth);
            else if (model is Clip pair)
                TransformerCosts.Add(whole, pair, image, pair.Options.Image.Depth, pair.Options.Text.Depth);
            else if (model is AttentionResNet network)
                ResNetCosts.AddWithClassifier(whole, new MapShape(network.Options.InChannels, image));
            else
                ResNetCosts.AddLayer(whole, new MapShape(ResNetCosts.InChannels(whole), image));
        });
    }

    /// <summary>What a Vision Transformer would cost for one image of its size.</summary>
    /// <remarks>
    /// The encoder blocks of a model are alike, so a model of one block is made and its block walked as often as the settings say: ViT-H/14
    /// takes 90 MB for a moment instead of 2.5 GB and half a minute. The random generator moves on as for a model of one block.
    /// </remarks>
    /// <param name="options">The model.</param>
    /// <param name="convention">What counts as an operation.</param>
    public static CostReport Of(VisionTransformerOptions options, CostConvention convention = CostConvention.Paper)
    {
        options.Check();
        using var model = new VisionTransformer(options with { Depth = 1 });
        return Report(model, options.Image, convention, whole => TransformerCosts.Add(whole, model, options.Image, options.Depth));
    }

    /// <summary>What a CLIP would cost for one image of its size and one text of its greatest length.</summary>
    /// <remarks>Of each tower, too, only one block is made.</remarks>
    /// <param name="options">The model.</param>
    /// <param name="convention">What counts as an operation.</param>
    public static CostReport Of(ClipOptions options, CostConvention convention = CostConvention.Paper)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var (image, text) = (options.Image, options.Text);
        image.Check();
        text.Check();
        using var model = new Clip(options with { Image = image with { Depth = 1 }, Text = text with { Depth = 1 } });
        return Report(model, image.Image, convention, whole => TransformerCosts.Add(whole, model, image.Image, image.Depth, text.Depth));
    }

    private static CostReport Report(nn.Module model, ImageSize image, CostConvention convention, Action<Part> add)
    {
        if (image.Height is < 1 or > LongestSide || image.Width is < 1 or > LongestSide)
            throw new ArgumentException($"the image is {image}: its sides must be from 1 to {LongestSide}");
        Require.Known(convention, "convention");
        var layers = new List<LayerCost>();
        try
        {
            add(new Part(model, Path: "", convention, layers));
        }
        catch (OverflowException)
        {
            throw new ArgumentException($"the image is {image}: a count of its operations does not fit into 64 bits");
        }
        return new CostReport(image, convention, layers);
    }
}

/// <summary>What a model costs for one image, layer by layer.</summary>
/// <param name="Image">The image's size, in pixels.</param>
/// <param name="Convention">What <see cref="Flops"/> counts.</param>
/// <param name="Layers">The layers in the order data passes them.</param>
public sealed record CostReport(ImageSize Image, CostConvention Convention, IReadOnlyList<LayerCost> Layers)
{
    /// <summary>Parameter count.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Multiply-adds; the same in every convention. This is what papers on Vision Transformers call FLOPs or MACs.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Operations under <see cref="Convention"/>; a multiplication and an addition are two.</summary>
    public long Flops => Layers.Sum(layer => layer.Flops);
}

/// <summary>What one layer costs for one image.</summary>
/// <param name="Name">Its place in the model as weights are named, for example <c>layer1.0.conv2.query</c>. The name of a block or a branch stands for the sum that ends it.</param>
/// <param name="Kind">What it does, in words.</param>
/// <param name="InputShape">What comes in, without the batch: [C, H, W], [N, D] or [D].</param>
/// <param name="OutputShape">What goes out, without the batch.</param>
/// <param name="Parameters">Parameters of the layer itself; every parameter of a model belongs to one layer.</param>
/// <param name="MultiplyAdds">Multiplications paired with an addition, in convolutions, linear layers and attention; one of each is one.</param>
/// <param name="Flops">Operations under the report's convention; a multiplication and an addition are two.</param>
public sealed record LayerCost(
    string Name,
    string Kind,
    IReadOnlyList<long> InputShape,
    IReadOnlyList<long> OutputShape,
    long Parameters,
    long MultiplyAdds,
    long Flops);
