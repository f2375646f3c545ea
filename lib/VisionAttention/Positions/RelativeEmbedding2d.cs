using VisionAttention.Tensors;
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
    /// <param name="rowEmbedding">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2]; K is odd, entry a belongs to row offset a − K/2.</param>
    /// <param name="columnEmbedding">As <paramref name="rowEmbedding"/>, for column offsets.</param>
    /// <returns>[B, Heads, K·K, H, W]; entry a·K + b is for the position a − K/2 rows and b − K/2 columns away.</returns>
    /// <exception cref="ArgumentException">A head of odd width, or tables that do not fit the queries or each other.</exception>
    public static Tensor Logits(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        Check(queries, rowEmbedding, columnEmbedding);
        return Products(queries, rowEmbedding, columnEmbedding);
    }

    /// <summary>As <see cref="Logits"/>, of sizes that have been checked.</summary>
    internal static Tensor Products(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        using var scope = NewDisposeScope();
        var halfDim = queries.shape[2] / 2;
        var rows = HalfLogits(queries.narrow(2, 0, halfDim), rowEmbedding);                         // [B, Heads, K, H, W]
        var columns = HalfLogits(queries.narrow(2, halfDim, halfDim), columnEmbedding);             // [B, Heads, K, H, W]
        var sums = rows.unsqueeze(3) + columns.unsqueeze(2);                                        // [B, Heads, K, K, H, W]
        return sums.flatten(2, 3).MoveToOuterDisposeScope();                                        // [B, Heads, K·K, H, W]
    }

    private static Tensor HalfLogits(Tensor half, Tensor table) =>
        table.ndim == 2 ? einsum("nhdyx,kd->nhkyx", half, table) : einsum("nhdyx,hkd->nhkyx", half, table);

    private static void Check(Tensor queries, Tensor rowEmbedding, Tensor columnEmbedding)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(rowEmbedding);
        ArgumentNullException.ThrowIfNull(columnEmbedding);
        if (queries.ndim != 5)
            throw new ArgumentException($"queries are {Shapes.Text(queries)}, expected [B, Heads, Dh, H, W]");
        if (queries.shape[2] % 2 != 0)
            throw new ArgumentException($"headDim {queries.shape[2]} is odd: row and column embedding take half a head each");
        CheckTable(rowEmbedding, "rowEmbedding", queries);
        CheckTable(columnEmbedding, "columnEmbedding", queries);
        if (rowEmbedding.shape[^2] != columnEmbedding.shape[^2])
            throw new ArgumentException($"rowEmbedding has {rowEmbedding.shape[^2]} offsets, columnEmbedding has {columnEmbedding.shape[^2]}: a window is square");
    }

    private static void CheckTable(Tensor table, string name, Tensor queries)
    {
        var (heads, halfDim) = (queries.shape[1], queries.shape[2] / 2);
        var fits = table.ndim == 2 || (table.ndim == 3 && table.shape[0] == heads);
        if (!fits || table.shape[^1] != halfDim)
            throw new ArgumentException($"{name} is {Shapes.Text(table)}, expected [K, {halfDim}] or [{heads}, K, {halfDim}] for queries {Shapes.Text(queries)}");
        if (table.shape[^2] % 2 == 0)
            throw new ArgumentException($"{name} is {Shapes.Text(table)}: its {table.shape[^2]} offsets are not an odd number, so none is the middle");
        if (table.dtype != queries.dtype)
            throw new ArgumentException($"{name} holds {table.dtype}, queries hold {queries.dtype}: they must be equal");
    }
}

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
