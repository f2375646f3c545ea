using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>What something costs as it grows, on logarithmic axes: a power of the size is a straight line, its exponent the slope.</summary>
/// <remarks>
/// The factor c of a formula is the median of cost ÷ formula over the larger half of the sizes, where what costs the same at every size counts
/// least, and one slow measurement does not move it. It stands in the legend; where the small sizes lie above the line, there is such a cost.
/// </remarks>
public static class CostCurve
{
    private const int FormulaPoints = 48;
    private const int LegendRow = 20;

    /// <summary>Draws measured costs as marks and formulas as dashed lines.</summary>
    /// <param name="sizeTitle">What grows, such as <c>tokens N</c>.</param>
    /// <param name="cost">What it costs, such as <c>time of one forward pass</c>.</param>
    /// <param name="unit">The unit of the cost, such as <c>ms</c> or <c>MiB</c>.</param>
    /// <param name="series">The measurements.</param>
    /// <exception cref="ArgumentException">
    /// An empty title or unit, no series, lists of different length, a number that is not above 0, or a formula without its function.
    /// </exception>
    public static GenericChart Of(string sizeTitle, string cost, string unit, params CostSeries[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        ChartRules.Text(sizeTitle, nameof(sizeTitle), "say what grows");
        ChartRules.Text(cost, nameof(cost), "say what was measured");
        ChartRules.Text(unit, nameof(unit), "say the unit of the cost, such as ms or MiB");
        ChartRules.Some(series.Length, "series");
        var parts = new List<GenericChart>();
        var formulas = new List<IReadOnlyList<double>>();
        for (var index = 0; index < series.Length; index++)
        {
            Check(series[index]);
            var kept = LineThinning.Extremes(series[index].Costs);
            var (sizes, costs) = (series[index].Sizes.At(kept), series[index].Costs.At(kept));
            parts.Add(Chart.Scatter<double, double, string>(
                sizes, costs, series[index].Growth is null ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Markers, Name: series[index].Name, ShowLegend: true,
                MarkerColor: Palette.Line(index), LineColor: Palette.Line(index), LineWidth: 2));
            if (series[index].Growth is not { } growth)
                continue;
            var factor = Factor(series[index], growth);
            var (places, values) = Formula(series[index], growth, factor);
            formulas.Add(values);
            parts.Add(Chart.Line<double, double, string>(
                places, values, Name: string.Create(CultureInfo.InvariantCulture, $"c · {series[index].Formula}, c = {factor:0.###e+0} {unit}"), ShowLegend: true,
                LineColor: Palette.Line(index), LineWidth: 2, LineDash: StyleParam.DrawingStyle.Dash));
        }
        return Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(
                TitleText: ChartRules.Wrapped(sizeTitle, 620), ShowGrid: true, AxisType: StyleParam.AxisType.Log, MinMax: ChartRules.LogRange(series.Select(entry => entry.Sizes)))
            .WithYAxisStyle<double, double, string>(
                TitleText: ChartRules.Wrapped($"{cost}, {unit}", 340), ShowGrid: true, AxisType: StyleParam.AxisType.Log, MinMax: ChartRules.LogRange(series.Select(entry => entry.Costs).Concat(formulas)))
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0, Y: 1.02, YAnchor: StyleParam.YAnchorPosition.Bottom)
            .CourseLook(width: 740, height: 440 + LegendRow * parts.Count);
    }

    private static void Check(CostSeries series)
    {
        ChartRules.Line($"series {series.Name}", series.Sizes, series.Costs, logX: true, logY: true);
        if (series.Growth is null != string.IsNullOrWhiteSpace(series.Formula))
            throw new ArgumentException($"series {series.Name} has {(series.Growth is null ? "the text of a formula and no function" : "a function and no text for its formula")}: give both or neither");
    }

    private static (double[] Sizes, double[] Costs) Formula(CostSeries series, Func<double, double> growth, double factor)
    {
        var (smallest, largest) = (series.Sizes.Min(), series.Sizes.Max());
        var (low, high) = (Math.Log(smallest), Math.Log(largest));
        var places = Enumerable.Range(0, FormulaPoints).Select(step => Math.Exp(low + (high - low) * step / (FormulaPoints - 1))).ToArray();
        // The logarithm's way back is not exact at the ends.
        (places[0], places[^1]) = (smallest, largest);
        return (places, Array.ConvertAll(places, place => factor * Grown(series, growth, place)));
    }

    private static double Factor(CostSeries series, Func<double, double> growth)
    {
        var bySize = Enumerable.Range(0, series.Sizes.Count).OrderByDescending(place => series.Sizes[place]).Take((series.Sizes.Count + 1) / 2);
        double[] factors = [.. bySize.Select(place => series.Costs[place] / Grown(series, growth, series.Sizes[place])).Order()];
        return (factors[(factors.Length - 1) / 2] + factors[factors.Length / 2]) / 2;
    }

    private static double Grown(CostSeries series, Func<double, double> growth, double size)
    {
        var grown = growth(size);
        return double.IsFinite(grown) && grown > 0
            ? grown
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"the formula {series.Formula} of series {series.Name} gives {grown} at the size {size}: it must be a finite number above 0"));
    }
}

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
