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
    public static Tensor Apply(Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null)
    {
        return ApplyWithWeights(query, key, value, mask, causal, scale).Output;
    }

    /// <summary>Applies attention and also returns the weights.</summary>
    /// <inheritdoc cref="Apply"/>
    /// <returns>Output [..., N, Dv] and weights [..., N, M]; each row of weights sums to 1, or to 0 where the mask leaves no key.</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null)
    {
        Check(query, key, value);
        using var scope = NewDisposeScope();
        var headDim = query.shape[^1];
        var logits = matmul(query, key.transpose(-2, -1)) * (scale ?? 1 / Math.Sqrt(headDim));      // [..., N, M]
        if (causal)
            logits = logits.masked_fill(FutureKeys(query.shape[^2], key.shape[^2], query.device), double.NegativeInfinity);
        if (mask is not null)
            logits = mask.dtype == ScalarType.Bool ? logits.masked_fill(mask.logical_not(), double.NegativeInfinity) : logits + mask;
        var weights = nn.functional.softmax(logits, dim: -1);
        if (mask is not null)
            weights = weights.masked_fill(logits.eq(double.NegativeInfinity).all(-1, keepdim: true), 0); // a row without keys: 0, not NaN
        var output = matmul(weights, value);                                                        // [..., N, Dv]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    private static Tensor FutureKeys(long queries, long keys, Device device)
    {
        return ones(queries, keys, dtype: ScalarType.Bool, device: device).triu(1);
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
    }
}
