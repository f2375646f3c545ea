using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>A layer, the batch norm behind it, and the ReLU behind both, with as few passes over the map as the mode allows.</summary>
/// <remarks>
/// While evaluating, a batch norm is the same scale and shift for every pixel, which a convolution before it can take over:
/// γ·(W∗x + b − mean) / √(var + ε) + β = (sW)∗x + (b − mean)·s + β with s = γ / √(var + ε) for each output channel.
/// Ioffe and Szegedy 2015, section 3.1, merge the two in this way. The sums are made from the parameters of the moment at every call, so none can be out of date.
/// It is done where no gradient is recorded, for float32 and float64, and where the map has at least as many pixels as a filter has
/// numbers: below that, scaling the weights costs more than normalising the map.
/// A folded pair calls neither module, so their forward hooks do not run; TorchSharp does not tell whether a module has any. Where
/// gradients are recorded, every module is called; in evaluation mode then nothing is changed in place either, so that a hook may keep what it gets.
/// In training and without gradients the ReLU and the residual sum overwrite what a norm returned: a hook that keeps that must clone it.
/// </remarks>
internal static class FoldedNorm
{
    /// <summary>The norm of what the layer makes of a map.</summary>
    /// <param name="layer">A convolution, or a layer that the norm is applied behind.</param>
    /// <param name="norm">The batch norm of its output.</param>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="channelsLast">Whether the layer's output is to lie channels last on the processor before it is normalised.</param>
    /// <returns>[B, outChannels, H', W']; a fresh tensor.</returns>
    public static Tensor Apply(Module<Tensor, Tensor> layer, BatchNorm2d norm, Tensor images, bool channelsLast = false)
    {
        using var scope = NewDisposeScope();
        var folds = layer is Conv2d candidate && Folds(candidate, norm, images);
        var map = folds ? Folded((Conv2d)layer, norm, images) : layer.call(images);
        if (channelsLast)
            map = MemoryLayout.ForDevice(map);
        return (folds ? map : norm.call(map)).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Apply"/>, followed by a ReLU.</summary>
    public static Tensor ApplyRectified(Module<Tensor, Tensor> layer, BatchNorm2d norm, Tensor images, bool channelsLast = false)
    {
        using var scope = NewDisposeScope();
        return Rectified(Apply(layer, norm, images, channelsLast), norm).MoveToOuterDisposeScope();
    }

    /// <summary>The shortcut of a residual block.</summary>
    /// <param name="projection">A convolution and its norm, or null where the map is added as it is.</param>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, outChannels, H', W'], or the images themselves.</returns>
    public static Tensor Shortcut(Sequential? projection, Tensor images)
    {
        if (projection is null)
            return images;
        // Members are of an unknown kind: without a convolution and a norm at the end the sequence is called as it is.
        if (is_grad_enabled() || projection.children().ToArray() is not [.. var before, Conv2d convolution, BatchNorm2d norm])
            return projection.call(images);
        using var scope = NewDisposeScope();
        foreach (var layer in before)
            images = ((Module<Tensor, Tensor>)layer).call(images);
        return Apply(convolution, norm, images).MoveToOuterDisposeScope();
    }

    /// <summary>ReLU of a residual sum.</summary>
    /// <param name="branch">What the branch's last norm returned; overwritten in training and without gradients.</param>
    /// <param name="shortcut">The map that is added; not changed.</param>
    /// <param name="norm">The branch's last norm.</param>
    /// <returns>The branch itself where it is overwritten, so it stays in the caller's scope.</returns>
    public static Tensor RectifiedSum(Tensor branch, Tensor shortcut, BatchNorm2d norm)
    {
        var sum = Overwrites(norm) ? branch.add_(shortcut) : branch + shortcut;
        return Rectified(sum, norm);
    }

    private static Tensor Rectified(Tensor map, BatchNorm2d norm) => Overwrites(norm) ? map.relu_() : functional.relu(map);

    // The backward pass of a batch norm reads its input, that of a ReLU its own output and that of a sum neither: no gradient misses what is overwritten.
    private static bool Overwrites(BatchNorm2d norm) => norm.training || !is_grad_enabled();

    private static bool Folds(Conv2d convolution, BatchNorm2d norm, Tensor images)
    {
        var weight = convolution.weight;
        if (norm.training || is_grad_enabled() || norm.running_mean is null || weight.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            return false;
        if (convolution.padding_mode != PaddingModes.Zeros || convolution.padding_type is not null || norm.running_mean.dtype != weight.dtype)
            return false;
        var pixels = images.numel() / images.shape[1] / convolution.stride[0] / convolution.stride[1];
        return pixels >= weight.numel() / weight.shape[0];
    }

    private static Tensor Folded(Conv2d convolution, BatchNorm2d norm, Tensor images)
    {
        using var scope = NewDisposeScope();
        var scale = (norm.running_var! + norm.eps).rsqrt_();                                        // [outChannels]
        if (norm.weight is not null)
            scale = scale.mul_(norm.weight);
        var mean = convolution.bias is null ? norm.running_mean! : norm.running_mean! - convolution.bias;
        var shift = norm.bias is null ? -mean * scale : norm.bias - mean * scale;
        var weight = convolution.weight * scale.view(-1, 1, 1, 1);                                  // [outChannels, inChannels / groups, k, k]
        return functional.conv2d(images, weight, shift, convolution.stride, convolution.padding, convolution.dilation, convolution.groups)
            .MoveToOuterDisposeScope();
    }
}
