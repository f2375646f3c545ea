using System.Globalization;
using Plotly.NET;
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

    /// <summary>Draws measured costs as marks and formulas as dashed lines.</summary>
    /// <param name="sizeTitle">What grows, such as <c>tokens N</c>.</param>
    /// <param name="cost">What it costs, such as <c>time of one forward pass</c>.</param>
    /// <param name="unit">The unit of the cost, such as <c>ms</c> or <c>MiB</c>.</param>
    /// <param name="series">The measurements.</param>
    public static GenericChart Of(string sizeTitle, string cost, string unit, params CostSeries[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        ChartRules.Text(sizeTitle, nameof(sizeTitle), "say what grows");
        ChartRules.Text(cost, nameof(cost), "say what was measured");
        ChartRules.Text(unit, nameof(unit), "say the unit of the cost, such as ms or MiB");
        ChartRules.Some(series.Length, "series");
        var (parts, names, costs) = (new List<GenericChart>(), new List<string>(), new List<double>());
        foreach (var (index, entry) in series.Index())
        {
            ChartRules.Line($"series {entry.Name}", entry.Sizes, entry.Costs, logX: true, logY: true);
            costs.AddRange(entry.Costs);
            names.Add(entry.Name);
            var kept = LineThinning.Extremes(entry.Costs);
            parts.Add(Chart.Scatter<double, double, string>(
                entry.Sizes.At(kept), entry.Costs.At(kept), entry.Growth is null ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Markers, Name: entry.Name, ShowLegend: true,
                MarkerColor: Palette.Line(index), LineColor: Palette.Line(index), LineWidth: 2));
            if (entry.Growth is null)
                continue;
            var factor = Factor(entry);
            var places = Places(entry.Sizes.Min(), entry.Sizes.Max());
            var values = Array.ConvertAll(places, place => factor * Grown(entry, place));
            costs.AddRange(values);
            names.Add(string.Create(CultureInfo.InvariantCulture, $"c · {entry.Formula}, c = {factor:0.###e+0} {unit}"));
            parts.Add(Chart.Line<double, double, string>(
                places, values, Name: names[^1], ShowLegend: true,
                LineColor: Palette.Line(index), LineWidth: 2, LineDash: StyleParam.DrawingStyle.Dash));
        }
        var rows = ChartLook.LegendRows(640, names);
        return Chart.Combine(parts)
            .Axes(
                ChartLook.Wrapped(sizeTitle, 620), ChartLook.Wrapped($"{cost}, {unit}", 340), StyleParam.AxisType.Log, StyleParam.AxisType.Log,
                ChartLook.LogRange(series.SelectMany(entry => entry.Sizes)), ChartLook.LogRange(costs))
            .LegendAbove(1.02)
            .CourseLook(width: 740, height: 440 + ChartLook.LegendRow * rows)
            .WithLegendRows(rows);
    }

    // Evenly on the logarithmic axis; the exponential of a logarithm is not exact at the ends.
    private static double[] Places(double smallest, double largest)
    {
        var (low, high) = (Math.Log(smallest), Math.Log(largest));
        return [smallest, .. Enumerable.Range(1, FormulaPoints - 2).Select(step => Math.Exp(low + (high - low) * step / (FormulaPoints - 1))), largest];
    }

    private static double Factor(CostSeries series)
    {
        var bySize = Enumerable.Range(0, series.Sizes.Count).OrderByDescending(place => series.Sizes[place]).Take((series.Sizes.Count + 1) / 2);
        double[] factors = [.. bySize.Select(place => series.Costs[place] / Grown(series, series.Sizes[place])).Order()];
        return (factors[(factors.Length - 1) / 2] + factors[factors.Length / 2]) / 2;
    }

    private static double Grown(CostSeries series, double size)
    {
        var grown = series.Growth!(size);
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
    internal string? Formula { get; private init; }

    internal Func<double, double>? Growth { get; private init; }

    /// <summary>With a formula.</summary>
    /// <param name="formula">As it stands in the legend, such as <c>N²</c>.</param>
    /// <param name="growth">The same, from a size; the factor is found by the chart.</param>
    public CostSeries Against(string formula, Func<double, double> growth)
    {
        ChartRules.Text(formula, nameof(formula), "say it as it stands in the legend, such as N²");
        ArgumentNullException.ThrowIfNull(growth);
        return this with { Formula = formula, Growth = growth };
    }
}
