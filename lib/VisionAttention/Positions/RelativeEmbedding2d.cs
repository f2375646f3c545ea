using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>The relative position term of local attention: q · r, where r joins a row and a column embedding.</summary>
/// <remarks>
/// r_(a−i, b−j) = [row_(a−i) ; column_(b−j)], half a head each. Ramachandran et al. 2019, section 3.1, Eq. 3. Because r is a
/// concatenation, q·r splits into one product with k rows and one with k columns, whose sums make the k² logits.
/// </remarks>
public static class RelativeEmbedding2d
{
    /// <summary>The logits q·r of every pixel for every position of its window.</summary>
    /// <param name="queries">[B, Heads, Dh, H, W]; Dh is even.</param>
    /// <param name="rowEmbedding">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2]; entry a belongs to row offset a − K/2.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>, for column offsets.</param>
    /// <returns>[B, Heads, K·K, H, W]</returns>
    public static Tensor Logits(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(rowEmbedding);
        ArgumentNullException.ThrowIfNull(columnEmbedding);
        using var scope = NewDisposeScope();
        var halfDim = queries.shape[2] / 2;
        var rows = HalfLogits(queries.narrow(2, 0, halfDim), rowEmbedding);                         // [B, Heads, K, H, W]
        var columns = HalfLogits(queries.narrow(2, halfDim, halfDim), columnEmbedding);             // [B, Heads, K, H, W]
        var sums = rows.unsqueeze(3) + columns.unsqueeze(2);                                        // [B, Heads, K, K, H, W]
        return sums.flatten(2, 3).MoveToOuterDisposeScope();                                        // [B, Heads, K·K, H, W]
    }

    private static Tensor HalfLogits(Tensor half, Tensor table)
    {
        return table.ndim == 2 ? einsum("nhdyx,kd->nhkyx", half, table) : einsum("nhdyx,hkd->nhkyx", half, table);
    }
}
