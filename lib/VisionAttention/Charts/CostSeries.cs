namespace VisionAttention.Charts;

/// <summary>Measured costs, and the formula they should follow.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Sizes">Sizes, above 0.</param>
/// <param name="Costs">A cost for each size, above 0.</param>
public sealed record CostSeries(string Name, IReadOnlyList<double> Sizes, IReadOnlyList<double> Costs)
{
    /// <summary>The formula as it stands in the legend, such as <c>N²</c>; null for none.</summary>
    public string? Formula { get; init; }

    /// <summary>The same formula to be computed, without its factor; null for none.</summary>
    public Func<double, double>? Growth { get; init; }

    /// <summary>With a formula.</summary>
    /// <param name="formula">As it stands in the legend, such as <c>N²</c>.</param>
    /// <param name="growth">The same, from a size; the factor is found by the chart.</param>
    public CostSeries Against(string formula, Func<double, double> growth)
    {
        return this with { Formula = formula, Growth = growth };
    }
}
