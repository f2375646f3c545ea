using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Kernels;
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

    string? IObservedAttention.PathLeft => Options.Engine is Engine.FusedCpu or Engine.Auto ? "the fused engine" : null;

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
        var output = !Options.GroupedProjections && EngineChoice.Of(pixels, _query.weight.shape[0] / Options.Heads, window) == Engine.FusedCpu
            ? Fused(pixels, window)
            : LocalAttention.Apply(_query.call(pixels), _key?.call(pixels), _value.call(pixels), _rowEmbedding, _columnEmbedding, window);
        return Pooled(output).MoveToOuterDisposeScope();
    }

    private Tensor Fused(Tensor pixels, LocalAttentionOptions window)
    {
        var channels = _query.weight.shape[0];
        if (Options.Bias || !FusedCpuEngine.ShouldProject(pixels, channels, window))
            return FusedCpuEngine.ApplyPacked(Projected(pixels), _key is not null, _rowEmbedding, _columnEmbedding, window);
        Conv2d[] projections = _key is null ? [_query, _value] : [_query, _value, _key];
        Tensor[] weights = [.. projections.Select(projection => projection.weight)];
        return FusedCpuEngine.ApplyProjected(pixels, stack(weights).reshape(weights.Length, channels, _inChannels), _rowEmbedding, _columnEmbedding, window);
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
    private Tensor Pooled(Tensor output)
    {
        return Options.Stride == 1 ? output : functional.avg_pool2d(output, kernel_size: 2, stride: 2, ceil_mode: true);
    }

    private Tensor Pixels(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[1] != _inChannels)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {_inChannels}, H, W]");
        return Options.Position == PositionKind.Absolute ? images + PositionTable(images) : images;
    }

    // All projections as one 1×1 convolution: the pixels are read once, and the result is where the fused engine reads it.
    private Tensor Projected(Tensor pixels)
    {
        Conv2d[] projections = _key is null ? [_query, _value] : [_query, _key, _value];
        Tensor[] weights = [.. projections.Select(projection => projection.weight)];
        Tensor[] biases = [.. projections.Select(projection => projection.bias).OfType<Tensor>()];
        var weight = cat(weights, 0);                                                               // [3·C, inChannels, 1, 1]
        var bias = biases.Length > 0 ? cat(biases, 0) : null;
        return functional.conv2d(MemoryLayout.ChannelsLast(pixels), weight, bias).permute(0, 2, 3, 1);       // [B, H, W, 3·C]
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

    private Conv2d Projection(long inChannels, long outChannels)
    {
        return Conv2d(inChannels, outChannels, kernel_size: 1, groups: Options.GroupedProjections ? Options.Heads : 1, bias: Options.Bias);
    }

    private Parameter Table(long halfDim)
    {
        long[] shape = Options.TablesPerHead ? [Options.Heads, Options.KernelSize, halfDim] : [Options.KernelSize, halfDim];
        return OwnedParameter.From(randn(shape));
    }

    private static Tensor PositionTable(Tensor images)
    {
        return SinusoidalEmbedding.TwoDimensional(images.shape[1], images.shape[2], images.shape[3]).to(images.dtype).to(images.device);
    }

    /// <summary>Refuses settings that do not fit, before anything is made.</summary>
    internal static void Check(long inChannels, long outChannels, LocalSelfAttentionOptions options)
    {
        if (inChannels < 1)
            throw new ArgumentException($"inChannels {inChannels} is not above 0");
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
