using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A basic residual block: two spatial layers, added to the shortcut.</summary>
/// <remarks>
/// He et al. 2016, section 3.3. Where the block halves the image, the first layer does it: a convolution by stride, attention by a 2×2
/// average pool after it (Ramachandran et al. 2019, section 4.1). Names are torchvision's. In evaluation mode
/// without gradients a convolution and its norm may be computed as one convolution: their own forward hooks do not run then, the block's do.
/// Keep gradients on to hook a layer inside a block. In training a hook that keeps a norm's output must clone it: the ReLU overwrites it.
/// </remarks>
public sealed class BasicBlock : Module<Tensor, Tensor>
{
    /// <summary>Output channels of a block divided by the channels of its spatial layers.</summary>
    public const int Expansion = 1;

    [ComponentName(Name = "conv1")] private readonly Module<Tensor, Tensor> _first;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _firstNorm;
    [ComponentName(Name = "conv2")] private readonly Module<Tensor, Tensor> _second;
    [ComponentName(Name = "bn2")] private readonly BatchNorm2d _secondNorm;
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
        _firstNorm = ResidualLayers.Norm(channels, options);
        _second = ResidualLayers.Spatial(channels, channels, halves: false, options);
        _secondNorm = ResidualLayers.LastNorm(channels, options);
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
        var mixed = FoldedNorm.ApplyRectified(_first, _firstNorm, images);
        mixed = FoldedNorm.Apply(_second, _secondNorm, mixed);
        return FoldedNorm.RectifiedSum(mixed, FoldedNorm.Shortcut(_shortcut, images), _secondNorm).MoveToOuterDisposeScope();
    }
}
