using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A residual bottleneck: 1×1 down, a spatial layer, 1×1 up, added to the shortcut.</summary>
/// <remarks>
/// He et al. 2016, section 4.1, with the spatial layer of Ramachandran et al. 2019, section 4.1. Where the block halves the image, a
/// convolution does it by stride; attention is computed at full size and followed by a 2×2 average pool of stride 2 (a last odd row or
/// column is averaged by itself, so that the size is that of the strided shortcut). Names are torchvision's. In evaluation mode
/// without gradients a convolution and its norm may be computed as one convolution: their own forward hooks do not run then, the block's do.
/// Keep gradients on to hook a layer inside a block. In training a hook that keeps a norm's output must clone it: the ReLU overwrites it.
/// </remarks>
public sealed class Bottleneck : Module<Tensor, Tensor>
{
    /// <summary>Output channels of a block divided by the channels of its spatial layer.</summary>
    public const int Expansion = 4;

    [ComponentName(Name = "conv1")] private readonly Conv2d _down;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _downNorm;
    [ComponentName(Name = "conv2")] private readonly Module<Tensor, Tensor> _spatial;
    [ComponentName(Name = "bn2")] private readonly BatchNorm2d _spatialNorm;
    [ComponentName(Name = "conv3")] private readonly Conv2d _up;
    [ComponentName(Name = "bn3")] private readonly BatchNorm2d _upNorm;
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
        _down = Conv2d(inChannels, channels, kernel_size: 1, bias: false);
        _downNorm = ResidualLayers.Norm(channels, options);
        _spatial = ResidualLayers.Spatial(channels, channels, halves, options);
        _spatialNorm = ResidualLayers.Norm(channels, options);
        _up = Conv2d(channels, Expansion * channels, kernel_size: 1, bias: false);
        _upNorm = ResidualLayers.LastNorm(Expansion * channels, options);
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
        var narrow = FoldedNorm.ApplyRectified(_down, _downNorm, images);
        var mixed = FoldedNorm.ApplyRectified(_spatial, _spatialNorm, narrow);
        var wide = FoldedNorm.Apply(_up, _upNorm, mixed);
        return FoldedNorm.RectifiedSum(wide, FoldedNorm.Shortcut(_shortcut, images), _upNorm).MoveToOuterDisposeScope();
    }
}
