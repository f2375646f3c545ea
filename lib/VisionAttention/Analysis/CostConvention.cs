namespace VisionAttention.Analysis;

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
