using FusedAttention;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Engines;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>The attention stem: self-attention inside small blocks of the image, by default with values that depend on the place in the block.</summary>
/// <remarks>
/// v_ab = (Σ_m p(a, b, m) W_V^m) x_ab with p(a, b, m) = softmax_m((row(a) + column(b))·ν_m), shared by all heads; logits are q·k.
/// Ramachandran et al. 2019, section 3.2 and appendix, Eq. 8 and 9. Raw pixels tell attention little about their neighbours; the mixing
/// weights give it back what makes a convolution see edges. Here (a, b) is the place inside the block. The two stems it is compared with in
/// Table 7 are other <see cref="StemValues"/>: they have Eq. 3's position term in the logits, with tables of 2·block − 1 rows shared by the
/// heads. A convolution for the values is block×block, not confined to the blocks, and keeps the map's size: of the block − 1 rows and columns
/// of zeros it needs, the smaller half stands above and to the left, so that a 4×4 kernel reaches one pixel up and two down.
/// </remarks>
public sealed class AttentionStem : Module<Tensor, Tensor>, IObservedAttention
{
    [ComponentName(Name = "query")] private readonly Conv2d _query;
    [ComponentName(Name = "key")] private readonly Conv2d _key;
    [ComponentName(Name = "value")] private readonly Conv2d? _value;
    [ComponentName(Name = "values")] private readonly Parameter? _values;
    [ComponentName(Name = "row_embedding")] private readonly Parameter _rowEmbedding;
    [ComponentName(Name = "column_embedding")] private readonly Parameter _columnEmbedding;
    [ComponentName(Name = "mixture_embedding")] private readonly Parameter? _mixtureEmbedding;

    /// <summary>A stem with fresh weights.</summary>
    /// <param name="inChannels">Channels of the image.</param>
    /// <param name="outChannels">Channels C of the output; a multiple of the heads, and of twice the heads where the logits have a position term.</param>
    /// <param name="options">Block, heads, values; null for the defaults.</param>
    /// <exception cref="ArgumentException">Channels that cannot be split among the heads, or a size below 1.</exception>
    public AttentionStem(long inChannels, long outChannels, AttentionStemOptions? options = null)
        : base(nameof(AttentionStem))
    {
        Options = options ?? new AttentionStemOptions();
        Check(inChannels, outChannels, Options);
        _query = Conv2d(inChannels, outChannels, kernel_size: 1, bias: false);
        _key = Conv2d(inChannels, outChannels, kernel_size: 1, bias: false);
        if (Options.Values == StemValues.SpatiallyAware)
        {
            _values = OwnedParameter.From(randn(Options.Mixtures, outChannels, inChannels, device: get_default_device()) * Math.Sqrt(2.0 / inChannels));
            _rowEmbedding = OwnedParameter.From(randn(Options.Block, Options.EmbeddingDim, device: get_default_device()));
            _columnEmbedding = OwnedParameter.From(randn(Options.Block, Options.EmbeddingDim, device: get_default_device()));
            _mixtureEmbedding = OwnedParameter.From(randn(Options.Mixtures, Options.EmbeddingDim, device: get_default_device()));
        }
        else
        {
            var side = Options.Values == StemValues.Plain ? 1 : Options.Block;
            var halfDim = outChannels / Options.Heads / 2;
            _value = Conv2d(inChannels, outChannels, kernel_size: side, bias: false);
            _rowEmbedding = OwnedParameter.From(randn(RelativeBlockEmbedding.TableRows(Options.Block), halfDim, device: get_default_device()));
            _columnEmbedding = OwnedParameter.From(randn(RelativeBlockEmbedding.TableRows(Options.Block), halfDim, device: get_default_device()));
        }
        RegisterComponents();
    }

    /// <summary>The settings the stem was made with.</summary>
    public AttentionStemOptions Options { get; }

    Action<Tensor>? IObservedAttention.Observer { get; set; }

    string? IObservedAttention.BypassedPath => Options.Values == StemValues.SpatiallyAware ? "the fused engine" : null;

    /// <summary>Lets every pixel attend to the pixels of its block.</summary>
    /// <param name="images">[B, inChannels, H, W]; H and W are multiples of the block.</param>
    /// <returns>[B, outChannels, H, W]</returns>
    /// <exception cref="ArgumentException">Channels that are not the stem's, or a size that the block does not divide.</exception>
    public override Tensor forward(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        CheckImages(images);
        using var scope = NewDisposeScope();
        if (IsFused(images))
            return Fused(images).MoveToOuterDisposeScope();
        var (output, weights) = ForwardWithWeights(images);
        ((IObservedAttention)this).Observer?.Invoke(weights);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="forward"/>, and also returns the attention weights.</summary>
    /// <param name="images">[B, inChannels, H, W]; H and W are multiples of the block.</param>
    /// <returns>Output [B, outChannels, H, W] and weights [B, Heads, H / Block, W / Block, Block², Block²]: block, pixel, neighbour.</returns>
    /// <exception cref="ArgumentException">Channels that are not the stem's, or a size that the block does not divide.</exception>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        CheckImages(images);
        using var scope = NewDisposeScope();
        var query = BlockPartition.Split(_query.call(images), Options.Heads, Options.Block);           // [B, Heads, H/s, W/s, s·s, Dh]
        var key = BlockPartition.Split(_key.call(images), Options.Heads, Options.Block);
        var value = BlockPartition.Split(Values(images), Options.Heads, Options.Block);
        var position = _value is null ? null : RelativeBlockEmbedding.Logits(query, _rowEmbedding, _columnEmbedding);
        var (attended, weights) = ScaledDotProduct.ApplyWithWeights(query, key, value, mask: position, scale: 1);
        var output = BlockPartition.Join(attended, Options.Block);                                     // [B, C, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>The mixing weights p(a, b, m) of Eq. 9.</summary>
    /// <returns>[Mixtures, Block, Block]; they sum to 1 over the mixtures.</returns>
    /// <exception cref="InvalidOperationException">The stem's values are not spatially aware.</exception>
    public Tensor Mixture()
    {
        if (_mixtureEmbedding is null)
            throw new InvalidOperationException($"a stem with {Options.Values} values mixes none: only {StemValues.SpatiallyAware} has mixing weights");
        using var scope = NewDisposeScope();
        var places = _rowEmbedding.unsqueeze(1) + _columnEmbedding.unsqueeze(0);                    // [s, s, E]
        var logits = einsum("abe,me->mab", places, _mixtureEmbedding);
        return AttentionWeights.Softmax(logits, dim: 0).MoveToOuterDisposeScope();                        // [M, s, s]
    }

    /// <summary>Refuses settings that do not fit, before anything is made.</summary>
    internal static void Check(long inChannels, long outChannels, AttentionStemOptions options)
    {
        Require.AboveZero(inChannels, "inChannels");
        if (options.Heads < 1 || outChannels < 1 || outChannels % options.Heads != 0)
            throw new ArgumentException($"outChannels {outChannels} is not a multiple of heads {options.Heads}");
        if (options.Block < 1 || options.Mixtures < 1 || options.EmbeddingDim < 1)
            throw new ArgumentException($"block {options.Block}, mixtures {options.Mixtures} and embeddingDim {options.EmbeddingDim} must all be above 0");
        Require.Known(options.Values, "values");
        if (options.Values != StemValues.SpatiallyAware && outChannels / options.Heads % 2 != 0)
            throw new ArgumentException($"headDim {outChannels / options.Heads} (outChannels {outChannels} / heads {options.Heads}) is odd: row and column embedding take half a head each");
    }

    private void CheckImages(Tensor images)
    {
        var inChannels = _query.weight.shape[1];
        if (images.ndim != 4 || images.shape[1] != inChannels || images.shape[2] % Options.Block != 0 || images.shape[3] % Options.Block != 0)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {inChannels}, H, W] with H and W multiples of block {Options.Block}");
    }

    private bool IsFused(Tensor images) =>
        ((IObservedAttention)this).Observer is null && _values is not null && FusedCpuEngine.TakesBlocks(images, _query.weight.shape[0] / Options.Heads);

    // The same numbers in another order: Σ_m p(a, b, m) W_V^m is one matrix for each place of a block, and places are apart from each other.
    private Tensor Fused(Tensor images)
    {
        var (places, inChannels) = (Options.Block * Options.Block, images.shape[1]);
        var lines = BlockPartition.Lines(images, Options.Block);                                       // [s·s, inChannels, N]
        var mixture = Mixture().flatten(1);                                                         // [M, s·s]
        var values = mixture.t().matmul(_values!.flatten(1)).reshape(places, -1, inChannels);       // [s·s, C, inChannels]
        var query = _query.weight.reshape(1, -1, inChannels).expand(places, -1, -1).bmm(lines);     // [s·s, C, N]
        var key = _key.weight.reshape(1, -1, inChannels).expand(places, -1, -1).bmm(lines);
        var attended = FusedCpuEngine.ApplyBlocks(query, key, values.bmm(lines), Options.Heads);
        return BlockPartition.FromLines(attended, Options.Block, images.shape[2], images.shape[3]);    // [B, C, H, W]
    }

    private Tensor Values(Tensor images)
    {
        if (_value is null)
            return MixedValues(images);
        var added = _value.weight.shape[2] - 1;
        return _value.call(functional.pad(images, [added / 2, added - added / 2, added / 2, added - added / 2]));
    }

    // Σ_m p(a, b, m) W_V^m x: all M value maps of a pixel at once, then weighted by its place.
    private Tensor MixedValues(Tensor images)
    {
        var (batch, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var (mixtures, channels) = (_values!.shape[0], _values.shape[1]);
        var kernels = _values.reshape(mixtures * channels, _values.shape[2], 1, 1);
        var maps = functional.conv2d(images, kernels).reshape(batch, mixtures, channels, height, width);
        var weights = Mixture().repeat(1, height / Options.Block, width / Options.Block);           // [M, H, W]
        return (maps * weights.unsqueeze(1)).sum(1);                                                // [B, C, H, W]
    }
}

/// <summary>The settings of an <see cref="AttentionStem"/>. Block and heads are the paper's; it prints neither mixtures nor embeddingDim.</summary>
public sealed record AttentionStemOptions
{
    /// <summary>Side of the blocks inside which pixels attend to each other, in pixels.</summary>
    public int Block { get; init; } = 4;

    /// <summary>Number of heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Where the values come from.</summary>
    public StemValues Values { get; init; } = StemValues.SpatiallyAware;

    /// <summary>Number m of value matrices that are mixed; only <see cref="StemValues.SpatiallyAware"/> uses it.</summary>
    public int Mixtures { get; init; } = 4;

    /// <summary>Width of the row, column and mixture embeddings that make the mixing weights; only <see cref="StemValues.SpatiallyAware"/> uses it.</summary>
    public int EmbeddingDim { get; init; } = 16;
}

/// <summary>Where an <see cref="AttentionStem"/> takes its values from.</summary>
/// <remarks>The three rows of Ramachandran et al. 2019, Table 7.</remarks>
public enum StemValues
{
    /// <summary>A mixture of value matrices that depends on the place in the block (Eq. 8 and 9); the logits are q·k without a position term.</summary>
    SpatiallyAware,

    /// <summary>One ordinary value matrix; the logits are q·k + q·r inside the block (Eq. 3).</summary>
    Plain,

    /// <summary>A spatial convolution of the block's size; the logits are q·k + q·r inside the block (Eq. 3).</summary>
    SpatialConvolution,
}
