using FusedAttention;
using static TorchSharp.torch;

namespace VisionAttention.Engines.TensorOps;

/// <summary>A map with a border of zeros, seen through a k×k window: position a·K + b is the map moved by a − K/2 rows and b − K/2 columns.</summary>
/// <remarks>The parts are views: reading one copies nothing, adding to one adds to the map.</remarks>
internal readonly record struct ShiftedMap(Tensor Padded, long Height, long Width, long KernelSize)
{
    /// <summary>A copy of a map within its border.</summary>
    /// <param name="map">[B, Heads, Dh, H, W]</param>
    /// <param name="kernelSize">Side k of the window.</param>
    public static ShiftedMap Of(Tensor map, long kernelSize)
    {
        var side = kernelSize / 2;
        return new ShiftedMap(nn.functional.pad(map, [side, side, side, side]), map.shape[^2], map.shape[^1], kernelSize);
    }

    /// <summary>The channels of a map split among heads.</summary>
    /// <param name="map">[B, C, H, W]</param>
    /// <param name="heads">Number of heads.</param>
    /// <returns>[B, Heads, Dh, H, W]</returns>
    public static Tensor InHeads(Tensor map, long heads) => map.reshape(map.shape[0], heads, map.shape[1] / heads, map.shape[2], map.shape[3]);

    /// <summary>A map of zeros, to add to.</summary>
    public static ShiftedMap ZerosLike(Tensor map, long kernelSize)
    {
        long[] sides = [.. map.shape[..^2], map.shape[^2] + kernelSize - 1, map.shape[^1] + kernelSize - 1];
        return new ShiftedMap(zeros(sides, dtype: map.dtype, device: map.device), map.shape[^2], map.shape[^1], kernelSize);
    }

    /// <summary>What the pixels see at one position of their window.</summary>
    /// <param name="position">0 to K·K − 1.</param>
    /// <returns>A view [B, Heads, Dh, H, W].</returns>
    public Tensor At(long position) => Padded.narrow(-2, position / KernelSize, Height).narrow(-1, position % KernelSize, Width);

    /// <summary>The map without its border.</summary>
    public Tensor Inside() => At(KernelSize * KernelSize / 2);
}

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
