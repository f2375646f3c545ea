using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>The attention stem: self-attention inside small blocks of the image, with values that depend on the place in the block.</summary>
/// <remarks>
/// v_ab = (Σ_m p(a, b, m) W_V^m) x_ab with p(a, b, m) = softmax_m((row(a) + column(b))·ν_m), shared by all heads; logits are q·k.
/// Ramachandran et al. 2019, section 3.2 and appendix, Eq. 8 and 9. Raw pixels tell attention little about their neighbours; the mixing
/// weights give it back what makes a convolution see edges. Here (a, b) is the place inside the block.
/// </remarks>
public sealed class AttentionStem : Module<Tensor, Tensor>
{
    [ComponentName(Name = "query")] private readonly Conv2d _query;
    [ComponentName(Name = "key")] private readonly Conv2d _key;
    [ComponentName(Name = "values")] private readonly Parameter _values;
    [ComponentName(Name = "row_embedding")] private readonly Parameter _rowEmbedding;
    [ComponentName(Name = "column_embedding")] private readonly Parameter _columnEmbedding;
    [ComponentName(Name = "mixture_embedding")] private readonly Parameter _mixtureEmbedding;

    /// <summary>A stem with fresh weights.</summary>
    /// <param name="inChannels">Channels of the image.</param>
    /// <param name="outChannels">Channels C of the output; a multiple of the heads.</param>
    /// <param name="options">Block, heads, mixtures; null for the defaults.</param>
    /// <exception cref="ArgumentException">Channels that cannot be split among the heads.</exception>
    public AttentionStem(long inChannels, long outChannels, AttentionStemOptions? options = null)
        : base(nameof(AttentionStem))
    {
        Options = options ?? new AttentionStemOptions();
        if (Options.Heads < 1 || outChannels < 1 || outChannels % Options.Heads != 0)
            throw new ArgumentException($"outChannels {outChannels} is not a multiple of heads {Options.Heads}");
        if (Options.Block < 1 || Options.Mixtures < 1 || Options.EmbeddingDim < 1)
            throw new ArgumentException($"block {Options.Block}, mixtures {Options.Mixtures} and embeddingDim {Options.EmbeddingDim} must all be above 0");
        _query = Conv2d(inChannels, outChannels, kernel_size: 1, bias: false);
        _key = Conv2d(inChannels, outChannels, kernel_size: 1, bias: false);
        _values = OwnedParameter.From(randn(Options.Mixtures, outChannels, inChannels) * Math.Sqrt(2.0 / inChannels));
        _rowEmbedding = OwnedParameter.From(randn(Options.Block, Options.EmbeddingDim));
        _columnEmbedding = OwnedParameter.From(randn(Options.Block, Options.EmbeddingDim));
        _mixtureEmbedding = OwnedParameter.From(randn(Options.Mixtures, Options.EmbeddingDim));
        RegisterComponents();
    }

    /// <summary>The settings the stem was made with.</summary>
    public AttentionStemOptions Options { get; }

    /// <summary>Lets every pixel attend to the pixels of its block.</summary>
    /// <param name="images">[B, inChannels, H, W]; H and W are multiples of the block.</param>
    /// <returns>[B, outChannels, H, W]</returns>
    /// <exception cref="ArgumentException">A size that the block does not divide.</exception>
    public override Tensor forward(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[2] % Options.Block != 0 || images.shape[3] % Options.Block != 0)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, C, H, W] with H and W multiples of block {Options.Block}");
        using var scope = NewDisposeScope();
        var query = SplitBlocks(_query.call(images));
        var key = SplitBlocks(_key.call(images));
        var value = SplitBlocks(MixedValues(images));
        var attended = ScaledDotProduct.Apply(query, key, value, scale: 1);                         // [B, Heads, H/s, W/s, s·s, Dh]
        return JoinBlocks(attended, images.shape[2], images.shape[3]).MoveToOuterDisposeScope();
    }

    /// <summary>The mixing weights p(a, b, m) of Eq. 9.</summary>
    /// <returns>[Mixtures, Block, Block]; they sum to 1 over the mixtures.</returns>
    public Tensor Mixture()
    {
        using var scope = NewDisposeScope();
        var places = _rowEmbedding.unsqueeze(1) + _columnEmbedding.unsqueeze(0);                    // [s, s, E]
        var logits = einsum("abe,me->mab", places, _mixtureEmbedding);
        return functional.softmax(logits, dim: 0).MoveToOuterDisposeScope();                        // [M, s, s]
    }

    // Σ_m p(a, b, m) W_V^m x: all M value maps of a pixel at once, then weighted by its place.
    private Tensor MixedValues(Tensor images)
    {
        var (batch, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var (mixtures, channels) = (_values.shape[0], _values.shape[1]);
        var kernels = _values.reshape(mixtures * channels, _values.shape[2], 1, 1);
        var maps = functional.conv2d(images, kernels).reshape(batch, mixtures, channels, height, width);
        var weights = Mixture().repeat(1, height / Options.Block, width / Options.Block);           // [M, H, W]
        return (maps * weights.unsqueeze(1)).sum(1);                                                // [B, C, H, W]
    }

    private Tensor SplitBlocks(Tensor map)
    {
        long side = Options.Block, heads = Options.Heads;
        var (batch, channels, height, width) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        return map.reshape(batch, heads, channels / heads, height / side, side, width / side, side)
            .permute(0, 1, 3, 5, 4, 6, 2)                                                           // [B, Heads, H/s, W/s, s, s, Dh]
            .reshape(batch, heads, height / side, width / side, side * side, channels / heads);
    }

    private Tensor JoinBlocks(Tensor blocks, long height, long width)
    {
        long side = Options.Block, heads = Options.Heads;
        var (batch, headDim) = (blocks.shape[0], blocks.shape[5]);
        return blocks.reshape(batch, heads, height / side, width / side, side, side, headDim)
            .permute(0, 1, 6, 2, 4, 3, 5)                                                           // [B, Heads, Dh, H/s, s, W/s, s]
            .reshape(batch, heads * headDim, height, width);
    }
}
