using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Local attention by shifting: one pass over the map for each position of the window, and no copy of the windows.</summary>
/// <remarks>
/// What it computes is Eq. 2 and Eq. 3 of Ramachandran et al. 2019, as in <see cref="ReferenceEngine"/>. Memory: the logits, k² numbers a
/// pixel and head, where the reference keeps k² copies of keys and values, which are headDim times as much. It is made of plain tensor
/// operators, so it runs on every device and in every floating type. Gradients are computed once; a gradient of a gradient is not available.
/// </remarks>
internal static class TensorOpsEngine
{
    /// <returns>Output [B, C, H, W] and weights [B, Heads, K·K, H, W].</returns>
    public static (Tensor Output, Tensor Weights) Apply(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        using var scope = NewDisposeScope();
        long heads = options.Heads;
        var window = new WindowGeometry(query.shape[2], query.shape[3], options.KernelSize);

        var queries = ShiftedMap.InHeads(query, heads);                                             // [B, Heads, Dh, H, W]
        var content = key is null ? null : WindowLogits.apply(query, key, heads, options.KernelSize); // [B, Heads, K·K, H, W]
        var weights = WindowWeights.Of(content, queries, rowEmbedding, columnEmbedding, window, options);
        var output = WindowSum.apply(weights, value, options.KernelSize);                           // [B, C, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
