using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Attention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>A residual bottleneck: 1×1 down, a spatial layer, 1×1 up, added to the shortcut.</summary>
/// <remarks>
/// He et al. 2016, section 4.1, with the spatial layer of Ramachandran et al. 2019, section 4.1. Where the block halves the image, a
/// convolution does it by stride; attention is computed at full size and followed by a 2×2 average pool of stride 2 (a last odd row or
/// column is averaged by itself, so that the size is that of the strided shortcut). Names are torchvision's.
/// </remarks>
public sealed class Bottleneck : Module<Tensor, Tensor>
{
    /// <summary>Output channels of a block divided by the channels of its spatial layer.</summary>
    public const int Expansion = 4;

    [ComponentName(Name = "conv1")] private readonly Conv2d _down;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _downNorm;
    [ComponentName(Name = "conv2")] private readonly Module<Tensor, Tensor> _spatial;
    [ComponentName(Name = "pool")] private readonly AvgPool2d? _pool;
    [ComponentName(Name = "bn2")] private readonly BatchNorm2d _spatialNorm;
    [ComponentName(Name = "conv3")] private readonly Conv2d _up;
    [ComponentName(Name = "bn3")] private readonly BatchNorm2d _upNorm;
    [ComponentName(Name = "downsample")] private readonly Sequential? _shortcut;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="channels">Channels of the spatial layer; four times as many go out.</param>
    /// <param name="halves">Whether the block halves height and width (rounding up).</param>
    /// <param name="spatial">Convolution or attention.</param>
    /// <param name="attention">Settings of the attention layer, where there is one.</param>
    public Bottleneck(long inChannels, long channels, bool halves, SpatialOperator spatial, LocalSelfAttentionOptions attention)
        : base(nameof(Bottleneck))
    {
        var stride = halves ? 2 : 1;
        _down = Conv2d(inChannels, channels, kernel_size: 1, bias: false);
        _downNorm = BatchNorm2d(channels);
        if (spatial == SpatialOperator.Attention)
        {
            _spatial = new LocalSelfAttention(channels, channels, attention);
            _pool = halves ? AvgPool2d(kernel_size: 2, stride: 2, ceil_mode: true) : null;
        }
        else
        {
            _spatial = Conv2d(channels, channels, kernel_size: 3, stride: stride, padding: 1, bias: false);
        }
        _spatialNorm = BatchNorm2d(channels);
        _up = Conv2d(channels, Expansion * channels, kernel_size: 1, bias: false);
        _upNorm = BatchNorm2d(Expansion * channels);
        if (halves || inChannels != Expansion * channels)
        {
            _shortcut = Sequential(
                Conv2d(inChannels, Expansion * channels, kernel_size: 1, stride: stride, bias: false),
                BatchNorm2d(Expansion * channels));
        }
        RegisterComponents();
    }

    /// <summary>Applies the block.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, 4 · channels, H, W], or [B, 4 · channels, ⌈H / 2⌉, ⌈W / 2⌉] where the block halves.</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var narrow = functional.relu(_downNorm.call(_down.call(images)));
        var mixed = _spatial.call(narrow);
        if (_pool is not null)
            mixed = _pool.call(mixed);
        mixed = functional.relu(_spatialNorm.call(mixed));
        var wide = _upNorm.call(_up.call(mixed));
        var shortcut = _shortcut is null ? images : _shortcut.call(images);
        return functional.relu(wide + shortcut).MoveToOuterDisposeScope();
    }
}
