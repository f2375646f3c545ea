using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>The tensors of a call of <see cref="ChunkedAttention"/>, or the gradients of them.</summary>
/// <param name="Query">[B, C, H, W]</param>
/// <param name="Key">As the query, or null.</param>
/// <param name="Value">As the query.</param>
/// <param name="Rows">[K, Dh / 2] or [Heads, K, Dh / 2], or null.</param>
/// <param name="Columns">As the rows.</param>
internal readonly record struct ChunkedInputs(Tensor Query, Tensor? Key, Tensor Value, Tensor? Rows, Tensor? Columns)
{
    /// <summary>Takes the tensors from a list in which those that are null were left out.</summary>
    public static ChunkedInputs From(IReadOnlyList<Tensor> listed, ChunkedCall call)
    {
        var next = 0;
        var (query, value) = (listed[next++], listed[next++]);
        var key = call.HasKey ? listed[next++] : null;
        return call.HasPositions
            ? new ChunkedInputs(query, key, value, listed[next++], listed[next])
            : new ChunkedInputs(query, key, value, null, null);
    }

    /// <summary>The tensors that there are, in the order of <see cref="From"/>.</summary>
    public List<Tensor> Listed() => [.. ((Tensor?[])[Query, Value, Key, Rows, Columns]).OfType<Tensor>()];

    /// <summary>Where the gradients go: maps to be written, tables of zeros to be added to.</summary>
    public ChunkedInputs EmptyGradients()
    {
        return new ChunkedInputs(
            empty_like(Query), Key is null ? null : empty_like(Key), empty_like(Value), Sums(Rows), Sums(Columns));

        static Tensor? Sums(Tensor? table) => table is null ? null : zeros(table.shape, dtype: ChunkWork.ComputedIn(table.dtype), device: table.device);
    }
}
