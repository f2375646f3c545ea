using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>Fits a table of position embeddings to another grid, so that a trained model can see images of another size.</summary>
/// <remarks>
/// The entries of the grid are interpolated by their place in the image; those of class and other prefix tokens have no place and stay.
/// new = W_rows · old · W_columnsᵀ in every channel, with one <see cref="ResizeMatrix"/> a side. Dosovitskiy et al. 2021, section 3.2;
/// Touvron et al. 2021, section 6 (bilinear shrinks the vectors, so bicubic). The result is differentiable in the table.
/// Cost: rows′·rows·columns·D + rows′·columns′·columns·D multiply-adds.
/// </remarks>
public static class EmbeddingResize
{
    /// <summary>Resizes a table.</summary>
    /// <param name="table">[1, prefixTokens + rows · columns, D], floats; the grid row by row.</param>
    /// <param name="prefixTokens">Entries in front of the grid that stay as they are: 1 for a class token, 2 with a distillation token.</param>
    /// <param name="oldGrid">The grid the table was made for.</param>
    /// <param name="newGrid">The grid it is to fit.</param>
    /// <param name="convention">Kernel, centres and border of the interpolation.</param>
    /// <returns>
    /// [1, prefixTokens + rows′ · columns′, D] in the table's element type and on its device, computed in float64 between. Equal grids give
    /// the table itself under every convention, as published code does: the result then shares its memory with the table.
    /// </returns>
    /// <exception cref="ArgumentException">A table that does not fit the old grid, an empty or too large grid, an unknown convention.</exception>
    public static Tensor Apply(Tensor table, long prefixTokens, GridSize oldGrid, GridSize newGrid, ResizeConvention convention)
    {
        Check(table, prefixTokens, oldGrid, newGrid, convention);
        if (oldGrid == newGrid)
            return table.alias();
        using var scope = NewDisposeScope();
        var prefix = table.narrow(1, 0, prefixTokens);                                              // [1, P, D]
        var grid = table.narrow(1, prefixTokens, oldGrid.Count).to(float64)
            .unflatten(1, oldGrid.Rows, oldGrid.Columns);                                           // [1, rows, columns, D]
        var rows = ResizeMatrix.Of(oldGrid.Rows, newGrid.Rows, convention).to(table.device);
        var columns = ResizeMatrix.Of(oldGrid.Columns, newGrid.Columns, convention).to(table.device);
        grid = einsum("ar,nrcd->nacd", rows, grid);                                                 // [1, rows′, columns, D]
        grid = einsum("bc,nacd->nabd", columns, grid);                                              // [1, rows′, columns′, D]
        var tokens = grid.flatten(1, 2).to(table.dtype);                                            // [1, rows′ · columns′, D]
        return cat([prefix, tokens], dim: 1).MoveToOuterDisposeScope();
    }

    private static void Check(Tensor table, long prefixTokens, GridSize oldGrid, GridSize newGrid, ResizeConvention convention)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.ndim != 3 || table.shape[0] != 1)
            throw new ArgumentException($"table is {Shapes.Text(table)}, expected [1, prefixTokens + rows · columns, D]");
        if (!table.is_floating_point())
            throw new ArgumentException($"table holds {table.dtype}, expected floats: positions between two entries are mixtures of both");
        oldGrid.CheckTokens(table, dim: 1, prefixTokens, nameof(table), nameof(oldGrid));
        newGrid.Check(nameof(newGrid));
        ResizeMatrix.CheckConvention(convention);
    }
}
