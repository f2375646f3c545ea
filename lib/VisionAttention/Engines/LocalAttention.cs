using FusedAttention;
using VisionAttention.Engines.TensorOps;
using static TorchSharp.torch;

namespace VisionAttention.Engines;

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
        ArgumentNullException.ThrowIfNull(options);
        options.Check(query, key, value, rowEmbedding, columnEmbedding);
        switch (EngineFor(query, query.shape[1] / options.Heads, options))
        {
            case Engine.FusedCpu:
                return FusedCpuEngine.Compute(query, key, value, rowEmbedding, columnEmbedding, options);
            case Engine.TensorOps:
                return TensorOpsEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options);
            default:
                using (NewDisposeScope())
                    return ReferenceEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options).Output.MoveToOuterDisposeScope();
        }
    }

    /// <summary>Applies local attention and also returns the attention weights. The fused engine keeps none and leaves this to TensorOps.</summary>
    /// <inheritdoc cref="Apply"/>
    /// <returns>Output [B, C, H, W] and weights [B, Heads, H, W, K, K]; the weights of a pixel sum to 1 over its window.</returns>
    public static (Tensor Output, Tensor Weights) ApplyWithWeights(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(query, key, value, rowEmbedding, columnEmbedding);
        using var scope = NewDisposeScope();
        var (output, weights) = options.Engine == Engine.Reference
            ? ReferenceEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options)
            : TensorOpsEngine.ApplyWithWeights(query, key, value, rowEmbedding, columnEmbedding, options); // weights: [B, Heads, K·K, H, W]
        var shown = weights.permute(0, 1, 3, 4, 2)                                                  // [B, Heads, H, W, K·K]
            .unflatten(4, options.KernelSize, options.KernelSize);                                  // [B, Heads, H, W, K, K]
        return (output.MoveToOuterDisposeScope(), shown.MoveToOuterDisposeScope());
    }

    /// <summary>The engine that computes a call: the one that was asked for; for <see cref="Engine.Auto"/> the fastest that can.</summary>
    /// <param name="map">A map of the call: its type, device and size.</param>
    /// <param name="headDim">Channels of a head.</param>
    /// <param name="options">Window, heads, engine.</param>
    /// <exception cref="ArgumentException">The engine that was asked for cannot; the message says why.</exception>
    internal static Engine EngineFor(Tensor map, long headDim, LocalAttentionOptions options)
    {
        if (options.Engine is Engine.Reference or Engine.TensorOps)
            return options.Engine;
        if (FusedCpuEngine.Obstacle(map, headDim, options) is not { } obstacle)
            return Engine.FusedCpu;
        return options.Engine == Engine.Auto ? Engine.TensorOps : throw new ArgumentException(obstacle);
    }
}
