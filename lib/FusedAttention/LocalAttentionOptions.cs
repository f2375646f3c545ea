using static TorchSharp.torch;

namespace FusedAttention;

/// <summary>The settings of local attention that are not tensors.</summary>
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

    /// <summary>Refuses tensors that do not fit each other or these options.</summary>
    /// <exception cref="ArgumentException">The message names both numbers.</exception>
    internal void Check(Tensor query, Tensor? key, Tensor value, Tensor? rowEmbedding, Tensor? columnEmbedding)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(value);
        if (!Enum.IsDefined(Engine))
            throw new ArgumentException($"engine {Engine} is not one of {string.Join(", ", Enum.GetNames<Engine>())}");
        WindowGeometry.CheckSide(KernelSize);
        if (query.ndim != 4)
            throw new ArgumentException($"query has {query.ndim} dimensions, expected 4: [B, C, H, W]");
        if (Heads < 1 || query.shape[1] % Heads != 0)
            throw new ArgumentException($"{query.shape[1]} channels of query cannot be split among {Heads} heads");
        CheckSameSize(query, key, "key");
        CheckSameSize(query, value, "value");
        if (rowEmbedding is null != columnEmbedding is null)
            throw new ArgumentException("rowEmbedding and columnEmbedding go together: give both or neither");
        if (key is null && rowEmbedding is null)
            throw new ArgumentException("key and both embeddings are null: without q·k and q·r there are no logits");
        if (rowEmbedding is null)
            return;
        var headDim = query.shape[1] / Heads;
        if (headDim % 2 != 0)
            throw new ArgumentException($"headDim {headDim} is odd: row and column embedding take half a head each");
        CheckTable(query, rowEmbedding, "rowEmbedding", headDim);
        CheckTable(query, columnEmbedding!, "columnEmbedding", headDim);
    }

    private static void CheckSameSize(Tensor query, Tensor? other, string name)
    {
        if (other is null)
            return;
        if (!other.shape.AsSpan().SequenceEqual(query.shape))
            throw new ArgumentException($"{name} is {Text(other.shape)}, query is {Text(query.shape)}: they must be equal");
        CheckKind(query, other, name);
    }

    private void CheckTable(Tensor query, Tensor table, string name, long headDim)
    {
        long[] shared = [KernelSize, headDim / 2];
        long[] perHead = [Heads, .. shared];
        if (!table.shape.AsSpan().SequenceEqual(shared) && !table.shape.AsSpan().SequenceEqual(perHead))
            throw new ArgumentException($"{name} is {Text(table.shape)}, expected {Text(shared)} or {Text(perHead)}");
        CheckKind(query, table, name);
    }

    private static void CheckKind(Tensor query, Tensor other, string name)
    {
        if (other.dtype != query.dtype || other.device_type != query.device_type)
            throw new ArgumentException($"{name} holds {other.dtype} on {other.device}, query holds {query.dtype} on {query.device}: they must be equal");
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
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
