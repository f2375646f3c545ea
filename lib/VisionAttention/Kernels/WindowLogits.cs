using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>The products q·k of every pixel with the keys of its window, with their gradients.</summary>
/// <remarks>
/// s_p = Σ_c q_c · k_c moved by p. Backwards, with g the gradient of s: dq = Σ_p g_p · k moved by p, and dk moved by p receives g_p · q.
/// Cost: k²·C multiply-adds a pixel, twice that backwards.
/// </remarks>
internal sealed class WindowLogits : GraphStep<WindowLogits>
{
    /// <summary>Arguments of apply: query [B, C, H, W], key [B, C, H, W], heads (long), kernelSize (int).</summary>
    /// <returns>[B, Heads, K·K, H, W]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        var (query, key, heads, kernelSize) = ((Tensor)vars[0], (Tensor)vars[1], (long)vars[2], (long)(int)vars[3]);
        ctx.save_for_backward([query, key]);
        ctx.save_data(nameof(heads), heads);
        ctx.save_data(nameof(kernelSize), kernelSize);

        var queries = ShiftedMap.InHeads(query, heads);                                                          // [B, Heads, Dh, H, W]
        var keys = ShiftedMap.Of(ShiftedMap.InHeads(key, heads), kernelSize);
        var logits = empty([query.shape[0], heads, kernelSize * kernelSize, .. query.shape[2..]], dtype: query.dtype, device: query.device);
        for (long position = 0; position < kernelSize * kernelSize; position++)
        {
            using var step = NewDisposeScope();
            logits.select(2, position).copy_((queries * keys.At(position)).sum(2));                 // [B, Heads, H, W]
        }
        return logits;
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var saved = ctx.get_saved_variables();
        var (query, key, heads, kernelSize) = (saved[0], saved[1], (long)ctx.get_data("heads"), (long)ctx.get_data("kernelSize"));
        var queries = ShiftedMap.InHeads(query, heads);
        var keys = ShiftedMap.Of(ShiftedMap.InHeads(key, heads), kernelSize);
        var queryGradient = zeros_like(queries);
        var keyGradient = ShiftedMap.ZerosLike(queries, kernelSize);
        for (long position = 0; position < kernelSize * kernelSize; position++)
        {
            using var step = NewDisposeScope();
            var gradient = outputGradient.select(2, position).unsqueeze(2);                            // [B, Heads, 1, H, W]
            queryGradient.addcmul_(gradient, keys.At(position), 1);
            keyGradient.At(position).addcmul_(gradient, queries, 1);
        }
        return [queryGradient.reshape(query.shape), keyGradient.Inside().reshape(key.shape), null!, null!];
    }
}
