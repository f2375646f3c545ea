using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>The relative position term q · r of attention inside a block, where every pixel sees every pixel of the block.</summary>
/// <remarks>
/// r_(a−i, b−j) = [row_(a−i) ; column_(b−j)], half a head each, as in Ramachandran et al. 2019, section 3.1, Eq. 3. Inside a block of
/// side s the offsets run from −(s − 1) to s − 1, so a table has 2·s − 1 rows; a window around a pixel would need only s.
/// </remarks>
internal static class RelativeBlockEmbedding
{
    /// <summary>Rows of a table for blocks of a side.</summary>
    public static long TableRows(long side) => 2 * side - 1;

    /// <summary>The logits q · r of every pixel of a block for every other.</summary>
    /// <param name="queries">[..., s·s, Dh]; Dh is even.</param>
    /// <param name="rowEmbedding">[2·s − 1, Dh / 2], shared by all heads; entry e belongs to row offset e − (s − 1).</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>, for column offsets.</param>
    /// <returns>[..., s·s, s·s]: pixel, then neighbour.</returns>
    public static Tensor Logits(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        using var scope = NewDisposeScope();
        var side = (rowEmbedding.shape[0] + 1) / 2;
        var place = arange(side, dtype: ScalarType.Int64, device: queries.device);
        var offset = (place.unsqueeze(0) - place.unsqueeze(1) + (side - 1)).flatten();              // [s·s]: from pixel row i to neighbour row a
        var rows = rowEmbedding.index_select(0, offset).reshape(side, 1, side, 1, -1)               // [s, 1, s, 1, Dh / 2]
            .expand(-1, side, -1, side, -1);
        var columns = columnEmbedding.index_select(0, offset).reshape(1, side, 1, side, -1)         // [1, s, 1, s, Dh / 2]
            .expand(side, -1, side, -1, -1);
        var embedding = cat([rows, columns], dim: -1).reshape(side * side, side * side, -1);        // [s·s, s·s, Dh]
        return einsum("...pd,pnd->...pn", queries, embedding).MoveToOuterDisposeScope();
    }
}
