namespace VisionAttention.Costs;

/// <summary>What counts as a floating point operation. In every convention a multiplication and an addition are two.</summary>
/// <remarks>
/// Ramachandran et al. 2019 print FLOPs for 30 networks (Tables 1, 3, 4, 5, 6, 7) and say how they count in one footnote: a multiplication
/// and an addition are two. The rest is found by trying. Multiply-adds do not depend on the convention; a report always has them, too.
/// No published figure for a Transformer counts norms, activations or softmax: there the conventions only apply the same weights.
/// </remarks>
public enum CostConvention
{
    /// <summary>
    /// Meets all 30 printed figures: products, batch norm 4 a number, ReLU and sums 1, softmax 7, the relative position one addition for each
    /// neighbour and channel, pools nothing. It was picked because it fits, so that it fits proves little.
    /// </summary>
    Paper,

    /// <summary>
    /// As <see cref="Paper"/> with softmax 5, pools one operation for each number in a window, and the batch norm after an attention layer
    /// counted before the layer's pool. Meets 29 of 30.
    /// </summary>
    Simple,

    /// <summary>Twice the multiply-adds of convolutions, linear layers and attention, and nothing else; q·r is a product of its own. Meets 22 of 30.</summary>
    MultiplyAdds,
}

/// <summary>What a layer does for one image, by kind of operation; a convention says what each kind costs.</summary>
internal readonly record struct OperationCount
{
    // A multiplication and an addition: footnote 4 of Ramachandran et al. 2019, and the only one of these numbers that the paper prints.
    private const int Product = 2;

    // Fitted to the paper's tables, for each kind of operation:
    // Softmax 7 is a device: 5 (maximum, difference, exponential, sum, quotient) misses one figure, 7 none; two figures lie at the edge of rounding.
    // Position 1, as if k + r were one addition and q·(k + r) one product, is solid: of 3,360 conventions tried, all that miss at most three of
    // the 18 different figures of baselines and conv stems have it. The window then costs c = 5 for each neighbour and channel: 2 for
    // q·(k + r), 1 for k + r, 2 for the weighted sum.
    // PositionOnly 1 (Table 6), so that the window costs c = 3, nobody has explained: a straight count has c = 4, 2 for q·r and 2 for the
    // weighted sum, and gives 6.243 billion where 6.1 is printed. Here it is 5 less the 2 of q·k.
    private static readonly Weights Paper = new(Position: 1, PositionOnly: 1, Softmax: 7, Norm: 4, Activation: 1, Addition: 1);

    // A norm and its ReLU before a pool are 4 + 1 for every number that the pool takes away.
    private static readonly Weights Simple = Paper with { Softmax = 5, Pool = 1, NormBeforePool = 5 };

    private static readonly Weights MultiplyAddsOnly = new(Position: Product, PositionOnly: Product);

    /// <summary>Multiply-adds of convolutions, linear layers and attention, without those of the relative position.</summary>
    public long Products { get; init; }

    /// <summary>Multiply-adds of q·r where it is added to q·k.</summary>
    public long PositionProducts { get; init; }

    /// <summary>Multiply-adds of q·r where it is the whole logit.</summary>
    public long PositionOnlyProducts { get; init; }

    /// <summary>Weights that come out of a softmax.</summary>
    public long Softmax { get; init; }

    public long Normalised { get; init; }

    public long Activated { get; init; }

    /// <summary>Numbers that a sum, a bias or a factor changes.</summary>
    public long Added { get; init; }

    /// <summary>Numbers that the windows of a pool take in.</summary>
    public long Pooled { get; init; }

    /// <summary>Numbers that a norm with ReLU would have more to do, did it stand before the pool of the layer it follows.</summary>
    public long PooledBeforeNorm { get; init; }

    public long MultiplyAdds => checked(Products + PositionProducts + PositionOnlyProducts);

    public long Flops(CostConvention convention)
    {
        var weights = convention switch
        {
            CostConvention.Paper => Paper,
            CostConvention.Simple => Simple,
            _ => MultiplyAddsOnly,
        };
        return checked(
            Product * Products
            + weights.Position * PositionProducts
            + weights.PositionOnly * PositionOnlyProducts
            + weights.Softmax * Softmax
            + weights.Norm * Normalised
            + weights.Activation * Activated
            + weights.Addition * Added
            + weights.Pool * Pooled
            + weights.NormBeforePool * PooledBeforeNorm);
    }

    private sealed record Weights(
        int Position, int PositionOnly, int Softmax = 0, int Norm = 0, int Activation = 0, int Addition = 0, int Pool = 0, int NormBeforePool = 0);
}
