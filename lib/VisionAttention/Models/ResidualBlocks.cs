using FusedAttention;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A residual bottleneck: 1×1 down, a spatial layer, 1×1 up, added to the shortcut.</summary>
/// <remarks>
/// He et al. 2016, section 4.1, with the spatial layer of Ramachandran et al. 2019, section 4.1. Where the block halves the image, a
/// convolution does it by stride; attention is computed at full size and followed by a 2×2 average pool of stride 2 (a last odd row or
/// column is averaged by itself, so that the size is that of the strided shortcut). Names are torchvision's.
/// A hook that keeps a norm's output must clone it: the ReLU after it works in place, as torchvision's.
/// </remarks>
public sealed class Bottleneck : Module<Tensor, Tensor>
{
    /// <summary>Output channels of a block divided by the channels of its spatial layer.</summary>
    public const int Expansion = 4;

    [ComponentName(Name = "conv1")] private readonly Conv2d _down;
    [ComponentName(Name = "bn1")] private readonly Module<Tensor, Tensor> _downNorm;
    [ComponentName(Name = "conv2")] private readonly Module<Tensor, Tensor> _spatial;
    [ComponentName(Name = "bn2")] private readonly Module<Tensor, Tensor> _spatialNorm;
    [ComponentName(Name = "conv3")] private readonly Conv2d _up;
    [ComponentName(Name = "bn3")] private readonly Module<Tensor, Tensor> _upNorm;
    [ComponentName(Name = "downsample")] private readonly Sequential? _shortcut;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="channels">Channels of the spatial layer; four times as many go out.</param>
    /// <param name="halves">Whether the block halves height and width (rounding up).</param>
    /// <param name="options">Convolution or attention, and its settings; null for a convolution.</param>
    /// <exception cref="ArgumentException">Channels below 1, or that the attention cannot split; the message names both numbers.</exception>
    public Bottleneck(long inChannels, long channels, bool halves, ResidualBlockOptions? options = null)
        : base(nameof(Bottleneck))
    {
        options ??= new ResidualBlockOptions();
        ResidualLayers.Check(inChannels, channels, spatialInChannels: channels, options);
        _down = Conv2d(inChannels, channels, kernel_size: 1, bias: options.HasFusedNorms);
        _downNorm = ResidualLayers.Norm(_down, channels, options);
        _spatial = ResidualLayers.Spatial(channels, channels, halves, options);
        _spatialNorm = ResidualLayers.Norm(_spatial, channels, options);
        _up = Conv2d(channels, Expansion * channels, kernel_size: 1, bias: options.HasFusedNorms);
        _upNorm = ResidualLayers.LastNorm(_up, Expansion * channels, options);
        _shortcut = ResidualLayers.Shortcut(inChannels, Expansion * channels, halves, options);
        RegisterComponents();
    }

    /// <summary>Applies the block.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, 4 · channels, H, W], or [B, 4 · channels, ⌈H / 2⌉, ⌈W / 2⌉] where the block halves.</returns>
    /// <exception cref="ArgumentException">A map of another shape.</exception>
    public override Tensor forward(Tensor images)
    {
        ResidualLayers.CheckImages(images, _down.weight.shape[1]);
        using var scope = NewDisposeScope();
        var narrow = ResidualLayers.Normed(_downNorm, _down.call(images)).relu_();                  // [B, channels, H, W]
        var mixed = ResidualLayers.Normed(_spatialNorm, _spatial.call(narrow)).relu_();             // [B, channels, H', W']
        var wide = _upNorm.call(_up.call(mixed));                                                   // [B, 4·channels, H', W']
        var shortcut = _shortcut is null ? images : _shortcut.call(images);
        return wide.add_(shortcut).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>A basic residual block: two spatial layers, added to the shortcut.</summary>
/// <remarks>
/// He et al. 2016, section 3.3. Where the block halves the image, the first layer does it: a convolution by stride, attention by a 2×2
/// average pool after it (Ramachandran et al. 2019, section 4.1). Names are torchvision's.
/// A hook that keeps a norm's output must clone it: the ReLU after it works in place, as torchvision's.
/// </remarks>
public sealed class BasicBlock : Module<Tensor, Tensor>
{
    /// <summary>Output channels of a block divided by the channels of its spatial layers.</summary>
    public const int Expansion = 1;

    [ComponentName(Name = "conv1")] private readonly Module<Tensor, Tensor> _first;
    [ComponentName(Name = "bn1")] private readonly Module<Tensor, Tensor> _firstNorm;
    [ComponentName(Name = "conv2")] private readonly Module<Tensor, Tensor> _second;
    [ComponentName(Name = "bn2")] private readonly Module<Tensor, Tensor> _secondNorm;
    [ComponentName(Name = "downsample")] private readonly Sequential? _shortcut;
    private readonly long _inChannels;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="channels">Channels of both layers and of the output.</param>
    /// <param name="halves">Whether the block halves height and width (rounding up).</param>
    /// <param name="options">Convolution or attention, and its settings; null for convolutions.</param>
    /// <exception cref="ArgumentException">Channels below 1, or that the attention cannot split; the message names both numbers.</exception>
    public BasicBlock(long inChannels, long channels, bool halves, ResidualBlockOptions? options = null)
        : base(nameof(BasicBlock))
    {
        options ??= new ResidualBlockOptions();
        ResidualLayers.Check(inChannels, channels, spatialInChannels: inChannels, options);
        _inChannels = inChannels;
        _first = ResidualLayers.Spatial(inChannels, channels, halves, options);
        _firstNorm = ResidualLayers.Norm(_first, channels, options);
        _second = ResidualLayers.Spatial(channels, channels, halves: false, options);
        _secondNorm = ResidualLayers.LastNorm(_second, channels, options);
        _shortcut = ResidualLayers.Shortcut(inChannels, channels, halves, options);
        RegisterComponents();
    }

    /// <summary>Applies the block.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, channels, H, W], or [B, channels, ⌈H / 2⌉, ⌈W / 2⌉] where the block halves.</returns>
    /// <exception cref="ArgumentException">A map of another shape.</exception>
    public override Tensor forward(Tensor images)
    {
        ResidualLayers.CheckImages(images, _inChannels);
        using var scope = NewDisposeScope();
        var mixed = ResidualLayers.Normed(_firstNorm, _first.call(images)).relu_();                 // [B, channels, H', W']
        mixed = ResidualLayers.Normed(_secondNorm, _second.call(mixed));
        var shortcut = _shortcut is null ? images : _shortcut.call(images);
        return mixed.add_(shortcut).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>The settings of a <see cref="Bottleneck"/> or a <see cref="BasicBlock"/>.</summary>
public sealed record ResidualBlockOptions
{
    /// <summary>Convolution or attention.</summary>
    public SpatialOperator Spatial { get; init; } = SpatialOperator.Convolution;

    /// <summary>Settings of an attention layer, where there is one. The block sets the stride.</summary>
    public LocalSelfAttentionOptions Attention { get; init; } = new();

    /// <summary>The last batch norm starts with scale 0: a fresh block is its shortcut and a ReLU.</summary>
    public bool ZeroInitialisedLastNorm { get; init; }

    /// <summary>Weight of the new batch in the running statistics, 0 to 1: 1 − decay.</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    // Convolutions have a bias and no norm behind them: see FuseConvNorm.
    internal bool HasFusedNorms { get; init; }
}

/// <summary>The layers that both kinds of residual block are made of.</summary>
internal static class ResidualLayers
{
    /// <summary>A layer that mixes neighbouring pixels and may halve the map: a 3×3 convolution by its stride, attention by a 2×2 average pool after it.</summary>
    public static Module<Tensor, Tensor> Spatial(long inChannels, long channels, bool halves, ResidualBlockOptions options)
    {
        var stride = halves ? 2 : 1;
        return options.Spatial == SpatialOperator.Attention
            ? new LocalSelfAttention(inChannels, channels, options.Attention with { Stride = stride })
            : Conv2d(inChannels, channels, kernel_size: 3, stride: stride, padding: 1, bias: options.HasFusedNorms);
    }

    /// <summary>The batch norm behind a layer; nothing behind a convolution that has taken it over.</summary>
    public static Module<Tensor, Tensor> Norm(Module<Tensor, Tensor> layer, long channels, ResidualBlockOptions options) =>
        options.HasFusedNorms && layer is Conv2d ? Identity() : BatchNorm2d(channels, momentum: options.BatchNormMomentum);

    /// <summary>The batch norm before the sum.</summary>
    public static Module<Tensor, Tensor> LastNorm(Module<Tensor, Tensor> layer, long channels, ResidualBlockOptions options)
    {
        var norm = Norm(layer, channels, options);
        if (options.ZeroInitialisedLastNorm && norm is BatchNorm2d { weight: { } weight })
            init.zeros_(weight);
        return norm;
    }

    /// <summary>Applies a norm. Batch norm in training takes mean and deviation of a channel: one value has no deviation.</summary>
    public static Tensor Normed(Module<Tensor, Tensor> norm, Tensor map)
    {
        if (norm is BatchNorm2d { training: true } && map.numel() == map.shape[1])
        {
            throw new ArgumentException(
                "batch norm cannot be trained with batchSize 1 where the map has shrunk to 1×1, since a channel has a single value there. Fix: take batches of 2 images or more, or larger images");
        }
        return norm.call(map);
    }

    /// <summary>The projection of the shortcut, or null where the input can be added as it is.</summary>
    public static Sequential? Shortcut(long inChannels, long outChannels, bool halves, ResidualBlockOptions options)
    {
        if (!halves && inChannels == outChannels)
            return null;
        var projection = Conv2d(inChannels, outChannels, kernel_size: 1, bias: options.HasFusedNorms);
        var norm = Norm(projection, outChannels, options);
        // By the numbers that published weights have, whatever stands before them.
        return halves
            ? Sequential(("subsample", new Subsample(stride: 2)), ("0", projection), ("1", norm))
            : Sequential(projection, norm);
    }

    /// <summary>A network's stem with its norm, rectified where the stem is a convolution.</summary>
    public static Tensor NormedStem(Module<Tensor, Tensor> stem, Module<Tensor, Tensor> norm, Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = Normed(norm, MemoryLayout.ForDevice(stem.call(MemoryLayout.ForDevice(images))));
        return (stem is AttentionStem ? map : map.relu_()).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a block that cannot be made, before anything is.</summary>
    public static void Check(long inChannels, long channels, long spatialInChannels, ResidualBlockOptions options)
    {
        if (inChannels < 1 || channels < 1)
            throw new ArgumentException($"inChannels {inChannels} and channels {channels} must both be above 0");
        Require.Known(options.Spatial, "spatial operator");
        if (!(options.BatchNormMomentum >= 0 && options.BatchNormMomentum <= 1))
            throw new ArgumentException($"batchNormMomentum {options.BatchNormMomentum} is not between 0 and 1");
        if (options.Spatial != SpatialOperator.Attention)
            return;
        if (options.Attention is null)
            throw new ArgumentException("attention is null: a block with attention needs the settings of its layer");
        if (options.Attention.Stride != 1)
            throw new ArgumentException($"attention has stride {options.Attention.Stride}, expected 1: the block sets the stride of its layers");
        LocalSelfAttention.Check(spatialInChannels, channels, options.Attention);
    }

    /// <summary>Refuses a map that a block cannot take.</summary>
    public static void CheckImages(Tensor images, long inChannels)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.shape[1] != inChannels || images.shape[2] < 1 || images.shape[3] < 1)
            throw new ArgumentException($"images are {Shapes.Text(images)}, expected [B, {inChannels}, H, W] with H and W above 0");
    }
}
