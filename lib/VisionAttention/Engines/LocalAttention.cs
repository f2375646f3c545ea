using VisionAttention.Tensors;
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
        Check(query, key, value, rowEmbedding, columnEmbedding, options);
        switch (EngineFor(query, query.shape[1] / options.Heads, options))
        {
            case Engine.FusedCpu:
                return FusedCpuEngine.Apply(query, key, value, rowEmbedding, columnEmbedding, options);
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
        Check(query, key, value, rowEmbedding, columnEmbedding, options);
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

    private static void Check(
        Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding, LocalAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        Require.Known(options.Engine, "engine");
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
        CheckTable(query, rowEmbedding, "rowEmbedding", headDim, options);
        CheckTable(query, columnEmbedding!, "columnEmbedding", headDim, options);
    }

    private static void CheckSameSize(Tensor query, Tensor? other, string name)
    {
        if (other is null)
            return;
        if (!other.shape.AsSpan().SequenceEqual(query.shape))
            throw new ArgumentException($"{name} is {Shapes.Text(other)}, query is {Shapes.Text(query)}: they must be equal");
        CheckKind(query, other, name);
    }

    private static void CheckTable(Tensor query, Tensor table, string name, long headDim, LocalAttentionOptions options)
    {
        long[] shared = [options.KernelSize, headDim / 2];
        long[] perHead = [options.Heads, .. shared];
        if (!table.shape.AsSpan().SequenceEqual(shared) && !table.shape.AsSpan().SequenceEqual(perHead))
            throw new ArgumentException($"{name} is {Shapes.Text(table)}, expected {Shapes.Text(shared)} or {Shapes.Text(perHead)}");
        CheckKind(query, table, name);
    }

    private static void CheckKind(Tensor query, Tensor other, string name)
    {
        if (other.dtype != query.dtype || other.device_type != query.device_type)
            throw new ArgumentException($"{name} holds {other.dtype} on {other.device}, query holds {query.dtype} on {query.device}: they must be equal");
    }
}

/// <summary>The settings of <see cref="LocalAttention"/> that are not tensors.</summary>
public sealed record LocalAttentionOptions
{
    /// <summary>Side k of the window, in positions; odd. The paper uses 7.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>Number of heads; the channels are split evenly among them. The paper uses 8.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>What happens outside the image.</summary>
    public Border Border { get; init; } = Border.ZeroPad;

    /// <summary>Factor on the logits: 1 in the 2019 paper, 1/√headDim in the Transformer.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>How it is computed.</summary>
    public Engine Engine { get; init; } = Engine.Auto;
}

/// <summary>What happens to the positions of a window that lie outside the image.</summary>
/// <remarks>The equations of Ramachandran et al. 2019 leave this open; both readings are in public code and differ at the rim only.</remarks>
public enum Border
{
    /// <summary>They stay in the softmax with key 0 and value 0, so their logit is that of the position term alone.</summary>
    ZeroPad,

    /// <summary>They leave the softmax: their weight is 0.</summary>
    Mask,
}

/// <summary>How local attention is computed. Every engine gives the same numbers.</summary>
public enum Engine
{
    /// <summary>The fastest that can compute a call: <see cref="FusedCpu"/> where it can, otherwise <see cref="TensorOps"/>.</summary>
    Auto,

    /// <summary>Gathers each window (unfold), then follows the equations line by line; memory grows with kernelSize².</summary>
    Reference,

    /// <summary>Reads the map shifted, a few images at a time; any device, any floating type, memory of k² numbers a pixel for those images only.</summary>
    TensorOps,

    /// <summary>One pass of vector instructions over the map, nothing of size k² kept; float32 on the CPU, windows up to 15, heads up to 128 wide.</summary>
    FusedCpu,
}
