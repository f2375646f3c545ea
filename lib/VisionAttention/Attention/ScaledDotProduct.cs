using VisionAttention.Engines;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Scaled dot-product attention: softmax(scale · Q Kᵀ + mask) V.</summary>
/// <remarks>Vaswani et al. 2017, section 3.2.1 (Eq. 1). Cost: N·M·(Dh + Dv) multiply-adds a head for N queries and M keys.</remarks>
public static class ScaledDotProduct
{
    /// <summary>Applies attention.</summary>
    /// <param name="query">[..., N, Dh]</param>
    /// <param name="key">[..., M, Dh]</param>
    /// <param name="value">[..., M, Dv]</param>
    /// <param name="mask">Broadcasts to [..., N, M]. Booleans: true means may attend. Floats: added to the scaled logits.</param>
    /// <param name="causal">Query i sees keys 0 to i only.</param>
    /// <param name="scale">Factor on the logits; null for 1/√Dh.</param>
    /// <returns>[..., N, Dv]</returns>
    /// <exception cref="ArgumentException">Widths or lengths that do not fit; the message names both numbers.</exception>
    public static Tensor Apply(Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null) =>
        ApplyWithWeights(query, key, value, mask, causal, scale).Output;

    /// <summary>Applies attention and also returns the weights.</summary>
    /// <inheritdoc cref="Apply"/>
    /// <param name="query">[..., N, Dh]</param>
    /// <param name="key">[..., M, Dh]</param>
    /// <param name="value">[..., M, Dv]</param>
    /// <param name="mask">Broadcasts to [..., N, M]. Booleans: true means may attend. Floats: added to the scaled logits.</param>
    /// <param name="causal">Query i sees keys 0 to i only.</param>
    /// <param name="scale">Factor on the logits; null for 1/√Dh.</param>
    /// <param name="dropout">Probability with which a weight is left out of the sum, the others being enlarged; the returned weights are those before.</param>
    /// <returns>Output [..., N, Dv] and weights [..., N, M]; each row of weights sums to 1, or to 0 where the mask leaves no key.</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null, double dropout = 0)
    {
        Check(query, key, value);
        CheckMask(query, key, mask);
        Require.BelowOne(dropout, nameof(dropout));
        using var scope = NewDisposeScope();
        var headDim = query.shape[^1];
        var logits = matmul(query, key.transpose(-2, -1)) * (scale ?? 1 / Math.Sqrt(headDim));      // [..., N, M]
        if (causal)
            logits = logits.masked_fill(AttentionMask.Past(query.shape[^2], key.shape[^2], query.device).logical_not(), double.NegativeInfinity);
        if (mask is not null)
            logits = mask.dtype == ScalarType.Bool ? logits.masked_fill(mask.logical_not(), double.NegativeInfinity) : logits + mask;
        var weights = AttentionWeights.Softmax(logits, dim: -1);
        if (mask is not null)
            weights = weights.masked_fill(logits.eq(double.NegativeInfinity).all(-1, keepdim: true), 0); // a row without keys: 0, not NaN
        var kept = dropout == 0 ? weights : nn.functional.dropout(weights, dropout);
        var output = matmul(kept, value);                                                           // [..., N, Dv]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>Applies attention in one operator of the tensor library, which keeps no weights where it can do without.</summary>
    /// <param name="query">[B, H, N, Dh]</param>
    /// <param name="key">[B, H, M, Dh]</param>
    /// <param name="value">[B, H, M, Dv]</param>
    /// <param name="causal">Query i sees keys 0 to i only.</param>
    /// <param name="scale">Factor on the logits; null for 1/√Dh.</param>
    /// <param name="mask">Booleans that broadcast to [B, H, N, M], true means may attend; null for all. Not with <paramref name="causal"/>.</param>
    /// <returns>[B, H, N, Dv]</returns>
    internal static Tensor ApplyFused(Tensor query, Tensor key, Tensor value, bool causal, double? scale, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        // The operator scales by 1/√Dh; any other factor goes into the queries.
        var scaled = scale is { } factor ? query * (factor * Math.Sqrt(query.shape[^1])) : query;
        return nn.functional.scaled_dot_product_attention(scaled, key, value, attn_mask: mask, is_casual: causal).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor query, Tensor key, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (query.ndim < 2 || key.ndim < 2 || value.ndim < 2)
            throw new ArgumentException($"query, key and value have {query.ndim}, {key.ndim} and {value.ndim} dimensions, expected at least 2: [..., N, Dh]");
        if (query.shape[^1] != key.shape[^1])
            throw new ArgumentException($"query has width {query.shape[^1]}, key has {key.shape[^1]}: a dot product needs them equal");
        if (key.shape[^2] != value.shape[^2])
            throw new ArgumentException($"there are {key.shape[^2]} keys and {value.shape[^2]} values: each key needs its value");
        if (!query.is_floating_point() || query.dtype != key.dtype || query.dtype != value.dtype)
            throw new ArgumentException($"query, key and value are {query.dtype}, {key.dtype} and {value.dtype}, expected one floating type for all");
    }

    private static void CheckMask(Tensor query, Tensor key, Tensor? mask)
    {
        if (mask is null)
            return;
        if (mask.dtype != ScalarType.Bool && mask.dtype != query.dtype)
            throw new ArgumentException($"mask is {mask.dtype}, expected Bool (true means may attend) or {query.dtype} (added to the logits)");
        long[] logits = [.. query.shape[..^1], key.shape[^2]];
        for (var axis = 1; axis <= mask.ndim; axis++)
        {
            if (axis > logits.Length || (mask.shape[^axis] != 1 && mask.shape[^axis] != logits[^axis]))
                throw new ArgumentException($"mask is {Shapes.Text(mask)}, which does not broadcast to the logits {Shapes.Text(logits)}");
        }
    }
}

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
    public static Tensor Past(long queries, long keys, Device device) => ones(queries, keys, dtype: ScalarType.Bool, device: device).tril();

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

/// <summary>Between tokens and heads: head n owns the channels n·Dh to (n + 1)·Dh − 1.</summary>
internal static class Heads
{
    /// <param name="tokens">[B, N, H·Dh]</param>
    /// <param name="heads">Number of heads H.</param>
    /// <returns>[B, H, N, Dh]</returns>
    public static Tensor Split(Tensor tokens, long heads)
    {
        return tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads)     // [B, N, H, Dh]
            .transpose(1, 2);                                                                       // [B, H, N, Dh]
    }

    /// <param name="heads">[B, H, N, Dh]</param>
    /// <returns>[B, N, H·Dh]</returns>
    public static Tensor Merge(Tensor heads)
    {
        return heads.transpose(1, 2)                                                                // [B, N, H, Dh]
            .flatten(2, 3);                                                                         // [B, N, H·Dh]
    }

    /// <summary>Refuses numbers of heads that do not divide the width.</summary>
    /// <exception cref="ArgumentException">Names both numbers.</exception>
    public static void Check(long embedDim, long heads)
    {
        if (heads < 1 || embedDim < 1 || embedDim % heads != 0)
            throw new ArgumentException($"embedDim {embedDim} is not a multiple of heads {heads}");
    }
}
