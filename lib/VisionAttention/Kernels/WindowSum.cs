using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>The values of every pixel's window, weighted and summed, with their gradients.</summary>
/// <remarks>
/// y = Σ_p w_p · v moved by p. Backwards, with g the gradient of y: dw_p = Σ_c g_c · v_c moved by p, and dv moved by p receives w_p · g.
/// Cost: k²·C multiply-adds a pixel, twice that backwards.
/// </remarks>
internal sealed class WindowSum : GraphStep<WindowSum>
{
    /// <summary>Arguments of apply: weights [B, Heads, K·K, H, W], value [B, C, H, W], kernelSize (int).</summary>
    /// <returns>[B, C, H, W]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        var (weights, value, kernelSize) = ((Tensor)vars[0], (Tensor)vars[1], (long)(int)vars[2]);
        ctx.save_for_backward([weights, value]);
        ctx.save_data(nameof(kernelSize), kernelSize);

        var values = ShiftedMap.InHeads(value, weights.shape[1]);                                                // [B, Heads, Dh, H, W]
        var shifted = ShiftedMap.Of(values, kernelSize);
        var output = zeros_like(values);
        for (long position = 0; position < kernelSize * kernelSize; position++)
        {
            using var step = NewDisposeScope();
            output.addcmul_(weights.select(2, position).unsqueeze(2), shifted.At(position), 1);
        }
        return output.reshape(value.shape);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var saved = ctx.get_saved_variables();
        var (weights, value, kernelSize) = (saved[0], saved[1], (long)ctx.get_data("kernelSize"));
        var values = ShiftedMap.Of(ShiftedMap.InHeads(value, weights.shape[1]), kernelSize);
        var gradient = ShiftedMap.InHeads(outputGradient, weights.shape[1]).contiguous();                           // [B, Heads, Dh, H, W]
        var weightGradient = empty_like(weights);
        var valueGradient = ShiftedMap.ZerosLike(gradient, kernelSize);
        for (long position = 0; position < kernelSize * kernelSize; position++)
        {
            using var step = NewDisposeScope();
            weightGradient.select(2, position).copy_((gradient * values.At(position)).sum(2));      // [B, Heads, H, W]
            valueGradient.At(position).addcmul_(weights.select(2, position).unsqueeze(2), gradient, 1);
        }
        return [weightGradient, valueGradient.Inside().reshape(value.shape), null!];
    }
}
