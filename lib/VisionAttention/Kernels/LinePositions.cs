using static TorchSharp.torch;

namespace VisionAttention.Kernels;

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

    private Tensor Times(Tensor table, Tensor half)
    {
        return table.ndim == 2 ? table.mm(half) : table.bmm(PerHead(half)).transpose(0, 1).flatten(1);
    }

    // [Dh / 2, N] or [K, N] to [Heads, Dh / 2, N / Heads] or [Heads, K, N / Heads]: heads come first on the line, so it is a view.
    private Tensor PerHead(Tensor pixels) => pixels.unflatten(1, Line.Heads, Line.Pixels / Line.Heads).transpose(0, 1);
}
