using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>The layers that both kinds of residual block are made of.</summary>
internal static class ResidualLayers
{
    /// <summary>A layer that mixes neighbouring pixels and may halve the map: a 3×3 convolution by its stride, attention by a 2×2 average pool after it.</summary>
    public static Module<Tensor, Tensor> Spatial(long inChannels, long channels, bool halves, ResidualBlockOptions options)
    {
        var stride = halves ? 2 : 1;
        return options.Spatial == SpatialOperator.Attention
            ? new LocalSelfAttention(inChannels, channels, options.Attention with { Stride = stride })
            : Conv2d(inChannels, channels, kernel_size: 3, stride: stride, padding: 1, bias: false);
    }

    /// <summary>A batch norm.</summary>
    public static BatchNorm2d Norm(long channels, ResidualBlockOptions options)
    {
        return BatchNorm2d(channels, momentum: options.BatchNormMomentum);
    }

    /// <summary>The batch norm before the sum.</summary>
    public static BatchNorm2d LastNorm(long channels, ResidualBlockOptions options)
    {
        var norm = Norm(channels, options);
        if (options.ZeroInitialisedLastNorm)
            init.zeros_(norm.weight!);
        return norm;
    }

    /// <summary>The projection of the shortcut, or null where the input can be added as it is.</summary>
    public static Sequential? Shortcut(long inChannels, long outChannels, bool halves, ResidualBlockOptions options)
    {
        if (!halves && inChannels == outChannels)
            return null;
        var projection = Conv2d(inChannels, outChannels, kernel_size: 1, bias: false);
        var norm = Norm(outChannels, options);
        // By the numbers that published weights have, whatever stands before them.
        return halves
            ? Sequential(("subsample", new Subsample(stride: 2)), ("0", projection), ("1", norm))
            : Sequential(projection, norm);
    }

    /// <summary>A network's stem with its norm, rectified where the stem is a convolution.</summary>
    public static Tensor NormedStem(Module<Tensor, Tensor> stem, BatchNorm2d norm, Tensor images)
    {
        using var scope = NewDisposeScope();
        var pixels = MemoryLayout.ForDevice(images);
        var map = stem is AttentionStem
            ? FoldedNorm.Apply(stem, norm, pixels, channelsLast: true)
            : FoldedNorm.ApplyRectified(stem, norm, pixels, channelsLast: true);
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a block that cannot be made, before anything is.</summary>
    public static void Check(long inChannels, long channels, long spatialInChannels, ResidualBlockOptions options)
    {
        if (inChannels < 1 || channels < 1)
            throw new ArgumentException($"inChannels {inChannels} and channels {channels} must both be above 0");
        if (!Enum.IsDefined(options.Spatial))
            throw new ArgumentException($"spatial operator {options.Spatial} is not one of {string.Join(", ", Enum.GetNames<SpatialOperator>())}");
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
