using FusedAttention;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Engines;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Stand-alone local self-attention: the layer that takes the place of a spatial convolution.</summary>
/// <remarks>
/// Every pixel attends to the k×k pixels around it: y_ij = Σ softmax(q_ij·k_ab + q_ij·r_(a−i, b−j)) v_ab, without 1/√headDim.
/// Ramachandran et al. 2019, section 3.1, Eq. 3. Cost a pixel: 3·C² multiply-adds for the projections, 2·k²·C + k·C for the attention;
/// the number of parameters, 3·C² and two small tables, does not grow with k². The formula has no 1/√headDim, so the key projection
/// starts that much smaller: the softmax of a fresh layer is then equally soft whatever the width of a head. A stride of 2 is a 2×2 average
/// pool after the attention (section 4.1), so the attention itself costs as much as without.
/// </remarks>
public sealed class LocalSelfAttention : Module<Tensor, Tensor>, IObservedAttention
{
    [ComponentName(Name = "query")] private readonly Conv2d _query;
    [ComponentName(Name = "key")] private readonly Conv2d? _key;
    [ComponentName(Name = "value")] private readonly Conv2d _value;
    [ComponentName(Name = "row_embedding")] private readonly Parameter? _rowEmbedding;
    [ComponentName(Name = "column_embedding")] private readonly Parameter? _columnEmbedding;
    private readonly long _inChannels;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels C of the output; a multiple of the heads, and of twice the heads with relative positions.</param>
    /// <param name="options">Window, heads, positions, border; null for the paper's.</param>
    /// <exception cref="ArgumentException">Channels that cannot be split; the message names both numbers.</exception>
    public LocalSelfAttention(long inChannels, long outChannels, LocalSelfAttentionOptions? options = null)
        : base(nameof(LocalSelfAttention))
    {
        Options = options ?? new LocalSelfAttentionOptions();
        Check(inChannels, outChannels, Options);
        _inChannels = inChannels;
        _query = Projection(inChannels, outChannels);
        _value = Projection(inChannels, outChannels);
        if (Options.Position != PositionKind.RelativeOnly)
        {
            _key = Projection(inChannels, outChannels);
            using var off = no_grad();
            _key.weight.div_(Math.Sqrt(outChannels / Options.Heads));
        }
        if (Options.Position is PositionKind.Relative or PositionKind.RelativeOnly)
        {
            _rowEmbedding = Table(outChannels / Options.Heads / 2);
            _columnEmbedding = Table(outChannels / Options.Heads / 2);
        }
        RegisterComponents();
    }

    /// <summary>The settings the layer was made with.</summary>
    public LocalSelfAttentionOptions Options { get; }

    Action<Tensor>? IObservedAttention.Observer { get; set; }

    string? IObservedAttention.BypassedPath => Options.Engine is Engine.FusedCpu or Engine.Auto ? "the fused engine" : null;

    /// <summary>Lets every pixel attend to its window.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H, W], or [B, outChannels, ⌈H / 2⌉, ⌈W / 2⌉] with a stride of 2.</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        if (((IObservedAttention)this).Observer is { } observer)
        {
            var (observed, weights) = ForwardWithWeights(images);
            observer(weights);
            return observed.MoveToOuterDisposeScope();
        }
        var (pixels, window) = (Pixels(images), Window());
        var engine = LocalAttention.EngineFor(pixels, _query.weight.shape[0] / Options.Heads, window);
        var output = engine == Engine.FusedCpu && !Options.GroupedProjections
            ? FusedCpuEngine.Project(pixels, _query, _key, _value, _rowEmbedding, _columnEmbedding, window)
            : LocalAttention.Apply(_query.call(pixels), _key?.call(pixels), _value.call(pixels), _rowEmbedding, _columnEmbedding, window with { Engine = engine });
        return Pooled(output).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="forward"/>, and also returns the attention weights.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>Output as <see cref="forward"/> and weights [B, Heads, H, W, K, K], at full size whatever the stride.</returns>
    public (Tensor Output, Tensor Weights) ForwardWithWeights(Tensor images)
    {
        using var scope = NewDisposeScope();
        var pixels = Pixels(images);
        var (output, weights) = LocalAttention.ApplyWithWeights(
            _query.call(pixels), _key?.call(pixels), _value.call(pixels), _rowEmbedding, _columnEmbedding, Window());
        return (Pooled(output).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    // A last odd row or column is averaged by itself, so that the size is that of a strided convolution.
    private Tensor Pooled(Tensor output) => Options.Stride == 1 ? output : functional.avg_pool2d(output, kernel_size: 2, stride: 2, ceil_mode: true);

    private Tensor Pixels(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[1] != _inChannels)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {_inChannels}, H, W]");
        return Options.Position == PositionKind.Absolute ? images + PositionTable(images) : images;
    }

    private LocalAttentionOptions Window()
    {
        return new LocalAttentionOptions
        {
            KernelSize = Options.KernelSize,
            Heads = Options.Heads,
            Border = Options.Border,
            Scale = Options.Scale,
            Engine = Options.Engine,
        };
    }

    private Conv2d Projection(long inChannels, long outChannels) =>
        Conv2d(inChannels, outChannels, kernel_size: 1, groups: Options.GroupedProjections ? Options.Heads : 1, bias: Options.Bias);

    private Parameter Table(long halfDim)
    {
        long[] shape = Options.TablesPerHead ? [Options.Heads, Options.KernelSize, halfDim] : [Options.KernelSize, halfDim];
        return OwnedParameter.From(randn(shape, device: get_default_device()));
    }

    private static Tensor PositionTable(Tensor images) =>
        SinusoidalEmbedding.TwoDimensional(images.shape[1], images.shape[2], images.shape[3]).to(images.dtype).to(images.device);

    /// <summary>Refuses settings that do not fit, before anything is made.</summary>
    internal static void Check(long inChannels, long outChannels, LocalSelfAttentionOptions options)
    {
        Require.AboveZero(inChannels, "inChannels");
        WindowGeometry.CheckSide(options.KernelSize);
        if (options.Stride is not (1 or 2))
            throw new ArgumentException($"stride {options.Stride} is not 1 or 2");
        if (options.Heads < 1 || outChannels < 1 || outChannels % options.Heads != 0)
            throw new ArgumentException($"outChannels {outChannels} is not a multiple of heads {options.Heads}");
        if (options.Position is PositionKind.Relative or PositionKind.RelativeOnly && outChannels / options.Heads % 2 != 0)
            throw new ArgumentException($"headDim {outChannels / options.Heads} (outChannels {outChannels} / heads {options.Heads}) is odd: row and column embedding take half a head each");
        if (options.Position == PositionKind.Absolute && inChannels % 4 != 0)
            throw new ArgumentException($"inChannels {inChannels} is not a multiple of 4, which the sinusoidal table of absolute positions needs");
        if (options.GroupedProjections && inChannels % options.Heads != 0)
            throw new ArgumentException($"inChannels {inChannels} is not a multiple of heads {options.Heads}, which grouped projections need");
    }
}

/// <summary>The settings of a <see cref="LocalSelfAttention"/> layer. The defaults are the paper's: k = 7, 8 heads, relative positions.</summary>
public sealed record LocalSelfAttentionOptions
{
    /// <summary>Side k of the window, in positions; odd.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>1, or 2 for a 2×2 average pool of stride 2 after the attention; a last odd row or column is averaged by itself.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Number of heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>How the layer knows where things are.</summary>
    public PositionKind Position { get; init; } = PositionKind.Relative;

    /// <summary>One pair of row and column tables for each head instead of one pair for all.</summary>
    public bool TablesPerHead { get; init; }

    /// <summary>Each head projects its own slice of the input channels (the paper's text) instead of all of them (the paper's costs).</summary>
    public bool GroupedProjections { get; init; }

    /// <summary>Whether the projections add a bias (before the border is padded, so padded keys and values stay 0).</summary>
    public bool Bias { get; init; }

    /// <summary>What happens outside the image.</summary>
    public Border Border { get; init; } = Border.ZeroPad;

    /// <summary>Factor on the logits; the paper writes none.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>How the attention is computed.</summary>
    public Engine Engine { get; init; } = Engine.Auto;
}

/// <summary>How a local attention layer knows where things are.</summary>
/// <remarks>The choices of Ramachandran et al. 2019, Tables 5 and 6.</remarks>
public enum PositionKind
{
    /// <summary>It does not: logits are q·k (Eq. 2).</summary>
    None,

    /// <summary>A sinusoidal table is added to the pixels before the projections.</summary>
    Absolute,

    /// <summary>Logits are q·k + q·r with learned relative embeddings (Eq. 3).</summary>
    Relative,

    /// <summary>Logits are q·r alone; there is no key projection (Table 6).</summary>
    RelativeOnly,
}
