using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Local attention in plain tensor operators, a few images at a time: every device, every floating type, little memory.</summary>
/// <remarks>
/// What it computes is Eq. 2 and Eq. 3 of Ramachandran et al. 2019, as in <see cref="ReferenceEngine"/>. Where the reference keeps k² copies of
/// keys and values, this engine reads the same memory shifted (<see cref="PixelLine"/>), and k² numbers a pixel and head exist for one chunk of
/// images only, on the way forth and again on the way back (<see cref="ChunkedAttention"/>). Gradients are computed once; a gradient of a
/// gradient is not available.
/// </remarks>
internal static class TensorOpsEngine
{
    /// <summary>Bytes of k² numbers a pixel and head on the processor: small, to stay in its caches.</summary>
    public const long CpuChunkBytes = 4L << 20;

    /// <summary>The same elsewhere: large, because each operator is started from afar.</summary>
    public const long DeviceChunkBytes = 256L << 20;

    /// <summary>Applies local attention.</summary>
    /// <remarks>
    /// chunkBytes: most bytes of one tensor of k² numbers a pixel and head, of which there are at most two; one head of one image is computed whatever
    /// its size. Null for the device's own.
    /// </remarks>
    /// <returns>[B, C, H, W], in the memory layout of the query.</returns>
    public static Tensor Apply(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options, long? chunkBytes = null)
    {
        var limit = chunkBytes ?? (query.device_type == TorchSharp.DeviceType.CPU ? CpuChunkBytes : DeviceChunkBytes);
        var call = new ChunkedCall(options, HasKey: key is not null, HasPositions: rowEmbedding is not null, limit);
        var inputs = new ChunkedInputs(query, key, value, rowEmbedding, columnEmbedding);
        var listed = inputs.Listed();
        return is_grad_enabled() && listed.Exists(tensor => tensor.requires_grad)
            ? ChunkedAttention.Apply([.. listed, call])
            : ChunkedAttention.Compute(call, inputs);
    }

    /// <summary>Applies local attention and keeps the weights, with gradients through them.</summary>
    /// <remarks>One pass over the map for each position of the window; memory: logits and weights of the whole batch.</remarks>
    /// <returns>Output [B, C, H, W] and weights [B, Heads, K·K, H, W].</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        using var scope = NewDisposeScope();
        long heads = options.Heads;
        var window = new WindowGeometry(query.shape[2], query.shape[3], options.KernelSize);

        var queries = ShiftedMap.InHeads(query, heads);                                             // [B, Heads, Dh, H, W]
        var content = key is null ? null : WindowLogits.Apply(query, key, heads, options.KernelSize); // [B, Heads, K·K, H, W]
        var weights = WindowWeights.Of(content, queries, rowEmbedding, columnEmbedding, window, options);
        var output = WindowSum.Apply(weights, value, options.KernelSize);                           // [B, C, H, W]
        return (output.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
