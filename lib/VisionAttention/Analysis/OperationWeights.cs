namespace VisionAttention.Analysis;

/// <summary>What each kind of operation costs in FLOPs: the conventions as numbers, all in this place.</summary>
/// <remarks>
/// Of the numbers below only Product is printed in Ramachandran et al. 2019. <see cref="PaperSoftmax"/>, <see cref="PaperPosition"/> and
/// <see cref="PaperPositionOnly"/> are fitted to the paper's tables; the first is a device (two figures lie at the edge of rounding), the
/// second is solid (of 3,360 conventions tried, all that miss at most three of the 18 different figures of baselines and conv stems have
/// it), the third is unexplained. What is counted without a layer that does it: a ReLU behind the attention stem.
/// </remarks>
internal sealed record OperationWeights
{
    /// <summary>A multiplication and an addition: footnote 4 of the paper.</summary>
    private const int Product = 2;

    /// <summary>Softmax, for each weight. Fitted: 5 (maximum, difference, exponential, sum, quotient) misses one figure, 7 none.</summary>
    private const int PaperSoftmax = 7;

    /// <summary>
    /// The relative position, for each neighbour and channel. Fitted: 1, as if k + r were one addition and q·(k + r) one product. The window
    /// then costs c = 5 for each neighbour and channel: 2 for q·(k + r), 1 for k + r, 2 for the weighted sum.
    /// </summary>
    private const int PaperPosition = 1;

    /// <summary>
    /// q·r without q·k (Table 6). Fitted: 1, so that the window costs c = 3. A straight count has c = 4, 2 for q·r and 2 for the weighted
    /// sum, and gives 6.243 billion where 6.1 is printed. Nobody has explained that figure; here it is 5 less the 2 of q·k.
    /// </summary>
    private const int PaperPositionOnly = 1;

    private static readonly OperationWeights Paper = new()
    {
        Position = PaperPosition, PositionOnly = PaperPositionOnly, Softmax = PaperSoftmax, Norm = 4, Activation = 1, Addition = 1,
    };

    // A norm and its ReLU before a pool are 4 + 1 for every number that the pool takes away.
    private static readonly OperationWeights Simple = Paper with { Softmax = 5, Pool = 1, NormBeforePool = 5 };

    private static readonly OperationWeights MultiplyAdds = new() { Position = Product, PositionOnly = Product };

    private int Position { get; init; }

    private int PositionOnly { get; init; }

    private int Softmax { get; init; }

    private int Norm { get; init; }

    private int Activation { get; init; }

    private int Addition { get; init; }

    private int Pool { get; init; }

    private int NormBeforePool { get; init; }

    /// <summary>The weights of a convention.</summary>
    /// <exception cref="ArgumentException">There is no such convention.</exception>
    public static OperationWeights Of(CostConvention convention)
    {
        return convention switch
        {
            CostConvention.Paper => Paper,
            CostConvention.Simple => Simple,
            CostConvention.MultiplyAdds => MultiplyAdds,
            _ => throw new ArgumentException($"convention {convention} is not one of {string.Join(", ", Enum.GetNames<CostConvention>())}"),
        };
    }

    /// <summary>What the operations cost.</summary>
    public long Flops(OperationCount count)
    {
        return checked(
            Product * count.Products
            + Position * count.PositionProducts
            + PositionOnly * count.PositionOnlyProducts
            + Softmax * count.Softmax
            + Norm * count.Normalised
            + Activation * count.Activated
            + Addition * count.Added
            + Pool * count.Pooled
            + NormBeforePool * count.PooledBeforeNorm);
    }
}
