using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Attention of every pixel over the k×k window around it, as a function of tensors.</summary>
/// <remarks>
/// y_ij = Σ_ab softmax_ab(scale · (q_ij·k_ab + q_ij·r_(a−i, b−j))) v_ab over the window of (i, j), per head, where r joins a row and a
/// column embedding of half a head each. Ramachandran et al. 2019, section 3.1 (Eq. 2 without, Eq. 3 with the r term).
/// Cost: 2·k²·C multiply-adds a pixel for q·k and the weighted sum, and k·C for q·r.
/// </remarks>
public static class LocalAttention
{
    /// <summary>Applies local attention.</summary>
    /// <param name="query">[B, C, H, W]</param>
    /// <param name="key">[B, C, H, W], or null to leave q·k out (paper, Table 6: "q·r only").</param>
    /// <param name="value">[B, C, H, W]</param>
    /// <param name="rowEmbedding">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2]; null for no position term.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>, for columns; both or neither.</param>
    /// <param name="options">Window, heads, border, scale, engine.</param>
    /// <returns>[B, C, H, W]</returns>
    /// <exception cref="ArgumentException">Sizes that do not fit each other; the message names both numbers.</exception>
    public static Tensor Apply(Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        Check(query, key, value, rowEmbedding, columnEmbedding, options);
        var engine = EngineChoice.Of(query, query.shape[1] / options.Heads, options);
        if (engine == Engine.FusedCpu)
            return FusedCpuEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options);
        if (engine == Engine.TensorOps)
            return TensorOpsEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options);
        using var scope = NewDisposeScope();
        return ReferenceEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options).Output.MoveToOuterDisposeScope();
    }

    /// <summary>Applies local attention and also returns the attention weights. The fused engine keeps none and leaves this to TensorOps.</summary>
    /// <inheritdoc cref="Apply"/>
    /// <returns>Output [B, C, H, W] and weights [B, Heads, H, W, K, K]; the weights of a pixel sum to 1 over its window.</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        Check(query, key, value, rowEmbedding, columnEmbedding, options);
        using var scope = NewDisposeScope();
        var (output, weights) = EngineChoice.Of(query, query.shape[1] / options.Heads, options) == Engine.Reference
            ? ReferenceEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options)
            : TensorOpsEngine.ApplyWithWeights(query, key, value, rowEmbedding, columnEmbedding, options); // weights: [B, Heads, K·K, H, W]
        var shown = weights.permute(0, 1, 3, 4, 2)                                                  // [B, Heads, H, W, K·K]
            .unflatten(4, options.KernelSize, options.KernelSize);                                  // [B, Heads, H, W, K, K]
        return (output.MoveToOuterDisposeScope(), shown.MoveToOuterDisposeScope());
    }

    private static void Check(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        WindowGeometry.CheckSide(options.KernelSize);
        if (query.ndim != 4)
            throw new ArgumentException($"query has {query.ndim} dimensions, expected 4: [B, C, H, W]");
        if (options.Heads < 1 || query.shape[1] % options.Heads != 0)
            throw new ArgumentException($"{query.shape[1]} channels of query cannot be split among {options.Heads} heads");
        CheckSameSize(query, key, "key");
        CheckSameSize(query, value, "value");
        if (rowEmbedding is null != columnEmbedding is null)
            throw new ArgumentException("rowEmbedding and columnEmbedding go together: give both or neither");
        if (key is null && rowEmbedding is null)
            throw new ArgumentException("key and both embeddings are null: without q·k and q·r there are no logits");
        if (rowEmbedding is null)
            return;
        var headDim = query.shape[1] / options.Heads;
        if (headDim % 2 != 0)
            throw new ArgumentException($"headDim {headDim} is odd: row and column embedding take half a head each");
        CheckTable(rowEmbedding, "rowEmbedding", headDim, options);
        CheckTable(columnEmbedding!, "columnEmbedding", headDim, options);
    }

    private static void CheckSameSize(Tensor query, Tensor? other, string name)
    {
        if (other is not null && !other.shape.AsSpan().SequenceEqual(query.shape))
            throw new ArgumentException($"{name} is {Shapes.Text(other)}, query is {Shapes.Text(query)}: they must be equal");
    }

    private static void CheckTable(Tensor table, string name, long headDim, LocalAttentionOptions options)
    {
        long[] shared = [options.KernelSize, headDim / 2];
        long[] perHead = [options.Heads, .. shared];
        if (!table.shape.AsSpan().SequenceEqual(shared) && !table.shape.AsSpan().SequenceEqual(perHead))
            throw new ArgumentException($"{name} is {Shapes.Text(table)}, expected {Shapes.Text(shared)} or {Shapes.Text(perHead)}");
    }
}
