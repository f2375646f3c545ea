using static TorchSharp.torch;

namespace VisionAttention.Engines.TensorOps;

/// <summary>
/// A few heads of a few images as one line of pixels a channel: seeing the neighbour at some distance is then reading the whole line from
/// further on, one long run of memory for all pixels at once.
/// </summary>
/// <remarks>
/// <code>
/// channel 0:  0 0 0 | row 0 of head 0 0 | row 1 0 | … | 0 0 0 0 0 | row 0 of the next 0 | …        0: one zero or several
/// </code>
/// A row ends with as many zeros as a window reaches to its side, which serve the row below as well; a map ends with as many rows of zeros as a
/// window reaches down, which serve the next map. A window larger than the map reaches only as far as the map does: beyond it all is zero.
/// Pixels of the padding are computed along and ignored: their query and their gradient are 0, so they add nothing to any other.
/// </remarks>
internal readonly record struct PixelLine(long Images, long Heads, long HeadDim, long Height, long Width, int KernelSize)
{
    /// <summary>Rows that a window sees above or below its pixel.</summary>
    public long ReachRows => Math.Min(KernelSize / 2, Height - 1);

    /// <summary>Columns that a window sees on either side of its pixel.</summary>
    public long ReachColumns => Math.Min(KernelSize / 2, Width - 1);

    /// <summary>Pixels of one head of one image, with its zeros.</summary>
    public long PlanePixels => (Height + ReachRows) * Pitch;

    /// <summary>Pixels N of the line, without the zeros before and after.</summary>
    public long Pixels => Images * Heads * PlanePixels;

    private long Pitch => Width + ReachColumns;

    private long Lead => (ReachRows * Pitch) + ReachColumns;

    private long Length => Lead + Pixels + Lead;

    private (long Row, long Column) FirstSeen => ((KernelSize / 2) - ReachRows, (KernelSize / 2) - ReachColumns);

    /// <summary>A line of zeros for each channel.</summary>
    /// <returns>[Dh, N and the zeros on both sides]</returns>
    public Tensor Zeros(ScalarType dtype, Device device) => zeros(HeadDim, Length, dtype: dtype, device: device);

    /// <summary>The pixels of a line.</summary>
    /// <returns>A view [Dh, N].</returns>
    public Tensor PixelsOf(Tensor line) => line.narrow(1, Lead, Pixels);

    /// <summary>The maps on a line.</summary>
    /// <param name="pixels">[…, N]</param>
    /// <returns>A view […, Heads, B, H, W].</returns>
    public Tensor MapsOf(Tensor pixels) => pixels.unflatten(pixels.ndim - 1, Heads, Images, Height + ReachRows, Pitch).narrow(-2, 0, Height).narrow(-1, 0, Width);

    /// <summary>Adds to each position of each window the product of its pixel and the neighbour there, summed over channels.</summary>
    /// <remarks>s_pn += Σ_c x_cn · z_c(n moved by p). One operator a channel, for all positions: the moved lines overlap in memory, which a view can express.</remarks>
    /// <param name="products">[K, K, N]</param>
    /// <param name="pixels">x [Dh, N]</param>
    /// <param name="neighbours">z, a line of <see cref="Zeros"/>.</param>
    public void AddProducts(Tensor products, Tensor pixels, Tensor neighbours)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = ((2 * ReachRows) + 1, (2 * ReachColumns) + 1);
        var seen = products.narrow(0, FirstSeen.Row, rows).narrow(1, FirstSeen.Column, columns);
        for (long channel = 0; channel < HeadDim; channel++)
        {
            using var step = NewDisposeScope();
            var windows = neighbours.as_strided([rows, columns, Pixels], [Pitch, 1, 1], channel * Length);
            seen.addcmul_(pixels.select(0, channel), windows, 1);
        }
    }

    /// <summary>Adds to each pixel the neighbours of its window, weighted: y_cn += Σ_p w_pn · z_c(n moved by p).</summary>
    /// <param name="sums">y [Dh, N]</param>
    /// <param name="weights">w [K, K, N]</param>
    /// <param name="neighbours">z, a line of <see cref="Zeros"/>.</param>
    public void AddWeighted(Tensor sums, Tensor weights, Tensor neighbours)
    {
        for (long row = 0; row <= 2 * ReachRows; row++)
        {
            for (long column = 0; column <= 2 * ReachColumns; column++)
            {
                using var step = NewDisposeScope();
                sums.addcmul_(At(weights, row, column), Moved(neighbours, row, column), 1);
            }
        }
    }

    /// <summary>The backward pass of <see cref="AddWeighted"/>: adds each pixel, weighted, to the neighbours of its window.</summary>
    /// <param name="neighbours">A line of <see cref="Zeros"/>; what arrives in its padding means nothing.</param>
    /// <param name="weights">[K, K, N]</param>
    /// <param name="pixels">[Dh, N]</param>
    public void Spread(Tensor neighbours, Tensor weights, Tensor pixels)
    {
        for (long row = 0; row <= 2 * ReachRows; row++)
        {
            for (long column = 0; column <= 2 * ReachColumns; column++)
            {
                using var step = NewDisposeScope();
                Moved(neighbours, row, column).addcmul_(At(weights, row, column), pixels, 1);
            }
        }
    }

    private Tensor At(Tensor weights, long row, long column) => weights.select(0, FirstSeen.Row + row).select(0, FirstSeen.Column + column);

    private Tensor Moved(Tensor line, long row, long column) => line.narrow(1, (row * Pitch) + column, Pixels);
}

/// <summary>The position term q·r on a <see cref="PixelLine"/>, and its gradients.</summary>
/// <remarks>As in <see cref="Positions.RelativeEmbedding2d"/>: a product with k rows and one with k columns, whose sums make the k² logits.</remarks>
internal readonly record struct LinePositions(PixelLine Line, Tensor Rows, Tensor Columns)
{
    private long HalfDim => Line.HeadDim / 2;

    /// <summary>Sets logits to q·r.</summary>
    /// <param name="logits">[K, K, N]</param>
    /// <param name="queries">[Dh, N]</param>
    public void SetLogits(Tensor logits, Tensor queries)
    {
        using var scope = NewDisposeScope();
        var rows = Times(Rows, queries.narrow(0, 0, HalfDim));                                      // [K, N]
        var columns = Times(Columns, queries.narrow(0, HalfDim, HalfDim));                          // [K, N]
        logits.copy_(rows.unsqueeze(1)).add_(columns.unsqueeze(0));
    }

    /// <summary>Adds the gradients of queries and tables that come by way of q·r.</summary>
    /// <param name="logitGradient">[K, K, N]</param>
    /// <param name="queries">[Dh, N]</param>
    /// <param name="queryGradient">[Dh, N]</param>
    /// <param name="rowGradient">As the rows.</param>
    /// <param name="columnGradient">As the columns.</param>
    public void AddGradients(Tensor logitGradient, Tensor queries, Tensor queryGradient, Tensor rowGradient, Tensor columnGradient)
    {
        using var scope = NewDisposeScope();
        AddHalf(logitGradient.sum([1]), Rows, queries.narrow(0, 0, HalfDim), queryGradient.narrow(0, 0, HalfDim), rowGradient);
        AddHalf(logitGradient.sum([0]), Columns, queries.narrow(0, HalfDim, HalfDim), queryGradient.narrow(0, HalfDim, HalfDim), columnGradient);
    }

    // With t = table · half: the table receives g · halfᵀ, the half of the queries tableᵀ · g.
    private void AddHalf(Tensor termGradient, Tensor table, Tensor half, Tensor halfGradient, Tensor tableGradient)
    {
        if (table.ndim == 2)
        {
            tableGradient.add_(termGradient.mm(half.t()));
            halfGradient.add_(table.t().mm(termGradient));
            return;
        }
        tableGradient.add_(PerHead(termGradient).bmm(PerHead(half).transpose(1, 2)));
        PerHead(halfGradient).add_(table.transpose(1, 2).bmm(PerHead(termGradient)));
    }

    private Tensor Times(Tensor table, Tensor half) => table.ndim == 2 ? table.mm(half) : table.bmm(PerHead(half)).transpose(0, 1).flatten(1);

    // [Dh / 2, N] or [K, N] to [Heads, Dh / 2, N / Heads] or [Heads, K, N / Heads]: heads come first on the line, so it is a view.
    private Tensor PerHead(Tensor pixels) => pixels.unflatten(1, Line.Heads, Line.Pixels / Line.Heads).transpose(0, 1);
}
