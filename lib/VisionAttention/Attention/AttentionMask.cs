using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Which query may attend to which key. Everywhere in the library true means may attend.</summary>
/// <remarks>PyTorch's MultiheadAttention has it the other way round (true = ignored); its masks go through <c>logical_not</c> first.</remarks>
internal static class AttentionMask
{
    /// <summary>Joins a mask of pairs and a mask of keys.</summary>
    /// <param name="mask">Broadcasts to [B, H, N, M]: booleans, or floats that are added to the logits; or null.</param>
    /// <param name="keyMask">Booleans [B, M], false for padding; or null.</param>
    /// <param name="batch">Number of sequences B.</param>
    /// <param name="keys">Number of keys M.</param>
    /// <returns>Broadcasts to [B, H, N, M]; null where both are.</returns>
    /// <exception cref="ArgumentException">A key mask of another shape or type.</exception>
    public static Tensor? Join(Tensor? mask, Tensor? keyMask, long batch, long keys)
    {
        if (keyMask is null)
            return mask;
        if (keyMask.dtype != ScalarType.Bool || keyMask.ndim != 2 || keyMask.shape[0] != batch || keyMask.shape[1] != keys)
            throw new ArgumentException($"keyMask is {keyMask.dtype} {Shapes.Text(keyMask)}, expected Bool [{batch}, {keys}]: true for every key that takes part");
        var kept = keyMask.unsqueeze(1).unsqueeze(1);                                               // [B, 1, 1, M]
        return And(mask, kept);
    }

    /// <summary>Joins a mask of either kind with one of booleans.</summary>
    public static Tensor And(Tensor? mask, Tensor allowed)
    {
        if (mask is null)
            return allowed;
        return mask.dtype == ScalarType.Bool ? mask.logical_and(allowed) : mask.masked_fill(allowed.logical_not(), double.NegativeInfinity);
    }

    /// <summary>Query i may attend to keys 0 to i.</summary>
    /// <returns>Booleans [N, M].</returns>
    public static Tensor Past(long queries, long keys, Device device)
    {
        return ones(queries, keys, dtype: ScalarType.Bool, device: device).tril();
    }

    /// <summary>A mask for some more keys that everybody may look at: true among booleans, nothing added among floats.</summary>
    public static Tensor? WithExtraKeys(Tensor? mask, long extra)
    {
        if (mask is null || extra == 0)
            return mask;
        long[] shape = [.. mask.shape[..^1], extra];
        var allowed = mask.dtype == ScalarType.Bool ? ones(shape, dtype: mask.dtype, device: mask.device) : zeros(shape, dtype: mask.dtype, device: mask.device);
        return cat([mask, allowed], dim: -1);
    }
}
