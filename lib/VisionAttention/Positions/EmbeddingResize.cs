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

/// <summary>How new positions are computed from old ones when a position table is resized.</summary>
/// <remarks>
/// Half-pixel centres: new position i looks at (i + ½) · old/new − ½. All conventions differ from each other but for
/// <see cref="Bilinear"/> and <see cref="BilinearAntialias"/> when enlarging. Which one a checkpoint was fine-tuned with belongs to the
/// checkpoint: another one costs accuracy without any error. The cubic is Keys' kernel with the coefficient a given.
/// </remarks>
public enum ResizeConvention
{
    /// <summary>Cubic over 4 positions, a = −0.75, half-pixel centres, the border repeated. PyTorch's bicubic; DeiT, Swin.</summary>
    Bicubic,

    /// <summary>Cubic with a = −0.5, widened when shrinking, weights outside the table dropped and the rest rescaled. timm's default.</summary>
    /// <remarks>It differs from <see cref="Bicubic"/> even when enlarging, because of the coefficient and the border.</remarks>
    BicubicAntialias,

    /// <summary>As <see cref="Bicubic"/>, but looking at (i + ½) · old/(new + 0.1) − ½. DINO and older Hugging Face code.</summary>
    /// <remarks>Both add 0.1 to the size lest rounding lose a position, and so shift every sample a little towards the top left.</remarks>
    BicubicScalePlusTenth,

    /// <summary>Linear between 2 positions, half-pixel centres, the border repeated. timm's loader of Google's files.</summary>
    Bilinear,

    /// <summary>Linear, widened when shrinking, weights outside the table dropped and the rest rescaled.</summary>
    BilinearAntialias,

    /// <summary>Linear, first on first and last on last position: (old − 1)/(new − 1) · i. Google's Vision Transformer and vit-keras (SciPy's zoom of order 1).</summary>
    BilinearAlignCorners,
}

/// <summary>The weights that turn a line of old positions into a line of new ones.</summary>
/// <remarks>
/// new_i = Σ_j W_ij old_j with W_ij = kernel((j − centre_i) / stretch): a kernel laid over the place that new position i looks at, and
/// stretched by old/new where a convention filters before it shrinks. The cubic kernel is that of Keys 1981 with coefficient a:
/// (a+2)|x|³ − (a+3)|x|² + 1 up to 1, a|x|³ − 5a|x|² + 8a|x| − 4a up to 2. The linear one is 1 − |x| up to 1.
/// </remarks>
public static class ResizeMatrix
{
    /// <summary>The matrix of a convention.</summary>
    /// <param name="oldSize">Number of old positions; 1 to 4096.</param>
    /// <param name="newSize">Number of new positions; 1 to 4096.</param>
    /// <param name="convention">Kernel, centres and border.</param>
    /// <returns>float64 [newSize, oldSize]; every row sums to 1.</returns>
    /// <exception cref="ArgumentException">A size out of range, or an unknown convention.</exception>
    public static Tensor Of(long oldSize, long newSize, ResizeConvention convention)
    {
        GridSize.CheckSide(oldSize, nameof(oldSize));
        GridSize.CheckSide(newSize, nameof(newSize));
        CheckConvention(convention);
        var weights = new double[newSize, oldSize];
        for (long position = 0; position < newSize; position++)
            FillRow(weights, position, oldSize, newSize, convention);
        return from_array(weights, device: CPU);
    }

    /// <summary>Refuses a number that names no convention.</summary>
    internal static void CheckConvention(ResizeConvention convention) => Require.Known(convention, "convention");

    private static void FillRow(double[,] weights, long position, long oldSize, long newSize, ResizeConvention convention)
    {
        var isAntialiased = convention is ResizeConvention.BicubicAntialias or ResizeConvention.BilinearAntialias;
        var centre = Centre(position, oldSize, newSize, convention);
        var stretch = isAntialiased ? Math.Max(1, (double)oldSize / newSize) : 1;
        var reach = Support(convention) * stretch;
        var sum = 0.0;
        for (var neighbour = (long)Math.Ceiling(centre - reach); neighbour <= centre + reach; neighbour++)
        {
            if (isAntialiased && (neighbour < 0 || neighbour >= oldSize))
                continue;
            var weight = Kernel((neighbour - centre) / stretch, convention);
            weights[position, Math.Clamp(neighbour, 0, oldSize - 1)] += weight;
            sum += weight;
        }
        for (long neighbour = 0; neighbour < oldSize; neighbour++)
            weights[position, neighbour] /= sum;
    }

    // The place, counted in old positions, that a new position looks at.
    private static double Centre(long position, long oldSize, long newSize, ResizeConvention convention)
    {
        return convention switch
        {
            ResizeConvention.BilinearAlignCorners => newSize == 1 ? 0 : position * (oldSize - 1.0) / (newSize - 1),
            ResizeConvention.BicubicScalePlusTenth => (position + 0.5) * oldSize / (newSize + 0.1) - 0.5,
            _ => (position + 0.5) * oldSize / newSize - 0.5,
        };
    }

    private static double Support(ResizeConvention convention) => IsCubic(convention) ? 2 : 1;

    private static double Kernel(double distance, ResizeConvention convention)
    {
        var x = Math.Abs(distance);
        if (!IsCubic(convention))
            return Math.Max(0, 1 - x);
        var a = convention == ResizeConvention.BicubicAntialias ? -0.5 : -0.75;
        if (x <= 1)
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    private static bool IsCubic(ResizeConvention convention) =>
        convention is ResizeConvention.Bicubic or ResizeConvention.BicubicAntialias or ResizeConvention.BicubicScalePlusTenth;
}
