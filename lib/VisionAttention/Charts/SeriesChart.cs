using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Lines over a common axis.</summary>
/// <remarks>
/// A line of more than 2000 points is thinned: of each stretch the smallest and the largest value stay, so that no peak is lost. Ten million
/// points take a fraction of a second.
/// </remarks>
public static class SeriesChart
{
    private const int MostMarkers = 20;

    // Shares of what the y axis shows.
    private const double LabelShift = 0.015;
    private const double LabelRoom = 0.12;

    /// <summary>One line for each series, with the legend at the right.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="series">A name and as many values as there are places.</param>
    public static GenericChart Lines(string xTitle, string yTitle, IEnumerable<double> x, params (string Name, IReadOnlyList<double> Values)[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var places = x as double[] ?? [.. x];
        return Of(xTitle, yTitle, Array.ConvertAll(series, entry => new ChartSeries(entry.Name, places, entry.Values)));
    }

    /// <summary>Lines with bands, level lines and logarithmic axes where they are asked for.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="series">The lines; more than six repeat the colours with dashes.</param>
    /// <param name="options">Axes and level lines; null for linear axes and none.</param>
    public static GenericChart Of(string xTitle, string yTitle, IReadOnlyList<ChartSeries> series, SeriesChartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        options ??= new SeriesChartOptions();
        ChartRules.Text(xTitle, nameof(xTitle), "say what runs along the axis, with its unit");
        ChartRules.Text(yTitle, nameof(yTitle), "say what the values are, with their unit");
        ChartRules.Some(series.Count, "series");
        foreach (var entry in series)
            Check(entry, options);
        if (options.YRange is var (from, to) && !(from < to && (from > 0 || !options.LogY) && double.IsFinite(to - from)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"YRange is ({from}, {to}): the axis must rise{(options.LogY ? ", and a logarithmic one takes numbers above 0" : "")}"));
        foreach (var reference in options.References)
            ChartRules.Numbers($"reference line {reference.Label}", "value", [reference.Value], options.LogY);

        var parts = new List<GenericChart>();
        // Bands first: they lie under every line.
        foreach (var (index, entry) in series.Index())
        {
            if (entry.Band is { } band)
                AddBand(parts, entry, band, index);
        }
        foreach (var (index, entry) in series.Index())
            parts.Add(Line(entry, index, showLegend: series.Count > 1));
        Optional<Tuple<double, double>> xRange = default, yRange = default;
        if (options.LogX)
            xRange = ChartLook.LogRange(series.SelectMany(entry => entry.X));
        if (options.References.Count > 0 || options.LogY)
        {
            double[] ends = [.. options.References.Select(reference => reference.Value), .. series.SelectMany(Edges)];
            yRange = Range(ends.Min(), ends.Max(), options);
            AddLevels(parts, series, options, ends.Min(), ends.Max());
        }
        if (options.YRange is { } range)
            yRange = options.LogY ? Tuple.Create(Math.Log10(range.From), Math.Log10(range.To)) : range.ToTuple();
        var chart = Chart.Combine(parts)
            .Axes(ChartLook.Wrapped(xTitle, 480), ChartLook.Wrapped(yTitle, 270), Axis(options.LogX), Axis(options.LogY), xRange, yRange)
            .CourseLook(width: 700, height: 380);
        return options.Ticks.Count > 0 ? chart.WithXTicks([.. options.Ticks]) : chart;
    }

    private static void Check(ChartSeries series, SeriesChartOptions options)
    {
        var what = $"series {series.Name}";
        ChartRules.Line(what, series.X, series.Y, options.LogX, options.LogY);
        if (series.Band is not { } band)
            return;
        if (band.Count != series.Y.Count)
            throw new ArgumentException($"{what} has {series.Y.Count} values and a band of {band.Count}: each value needs one");
        ChartRules.Numbers($"the band of {what}", "width", band);
        for (var index = 0; index < band.Count; index++)
        {
            if (band[index] < 0)
                throw new ArgumentException($"the band of {what} has the width {band[index]} at index {index}: it must not be below 0");
            if (options.LogY && series.Y[index] - band[index] <= 0)
                throw new ArgumentException($"the band of {what} reaches {series.Y[index] - band[index]} at index {index}: a logarithmic axis takes numbers above 0");
        }
    }

    private static GenericChart Line(ChartSeries series, int index, bool showLegend)
    {
        var kept = LineThinning.Extremes(series.Y);
        if (series.HasMarksOnly)
        {
            return Chart.Point<double, double, string>(series.X.At(kept), series.Y.At(kept), Name: series.Name, ShowLegend: showLegend, MarkerColor: Palette.Line(index))
                .WithTraceInfo(LegendGroup: $"series {index}");
        }
        return Chart.Line<double, double, string>(
            series.X.At(kept), series.Y.At(kept), ShowMarkers: kept.Length <= MostMarkers, Name: series.Name, ShowLegend: showLegend,
            LineColor: Palette.Line(index), MarkerColor: Palette.Line(index), LineWidth: 2, LineDash: Palette.Dash(index))
            .WithTraceInfo(LegendGroup: $"series {index}");
    }

    // The lower edge, then the upper one, filled down to it.
    private static void AddBand(List<GenericChart> parts, ChartSeries series, IReadOnlyList<double> band, int index)
    {
        var kept = LineThinning.Extremes(series.Y);
        foreach (var side in (int[])[-1, 1])
        {
            parts.Add(Chart.Line<double, double, string>(
                series.X.At(kept), Array.ConvertAll(kept, place => series.Y[place] + side * band[place]), Name: $"{series.Name}, {(side < 0 ? "lower" : "upper")} edge",
                ShowLegend: false, LineColor: Palette.Hidden, LineWidth: 0, Fill: side < 0 ? StyleParam.Fill.None : StyleParam.Fill.ToNext_y, FillColor: Palette.Band(index))
                .WithTraceInfo(LegendGroup: $"series {index}"));
        }
    }

    // The label stands a little above its line.
    private static void AddLevels(List<GenericChart> parts, IReadOnlyList<ChartSeries> series, SeriesChartOptions options, double low, double high)
    {
        var (first, last) = (series.Min(entry => entry.X.Min()), series.Max(entry => entry.X.Max()));
        foreach (var (label, value) in options.References)
        {
            var above = options.LogY ? value * Math.Pow(high / low, LabelShift) : value + LabelShift * (high - low);
            parts.Add(Chart.Line<double, double, string>(
                [first, last], [value, value], Name: label, ShowLegend: false, LineColor: Palette.Ink, LineWidth: 1, LineDash: StyleParam.DrawingStyle.Dash));
            parts.Add(ChartLook.Texts([last], [above], [label], StyleParam.TextPosition.TopLeft, label));
        }
    }

    private static IEnumerable<double> Edges(ChartSeries series) => series.Band is { } band
        ? series.Y.Zip(band, (value, width) => value - width).Concat(series.Y.Zip(band, (value, width) => value + width))
        : series.Y;

    // A linear axis without level lines finds its range by itself; a label needs room above the highest one.
    private static Tuple<double, double> Range(double low, double high, SeriesChartOptions options)
    {
        if (options.References.Count == 0)
            return ChartLook.LogRange(low, high);
        var level = options.References.Max(reference => reference.Value);
        if (options.LogY)
            return ChartLook.LogRange(low, high, level * Math.Pow(high / low, LabelRoom));
        var span = high > low ? high - low : 1;
        return Tuple.Create(low - 0.05 * span, Math.Max(high + 0.05 * span, level + LabelRoom * span));
    }

    private static StyleParam.AxisType Axis(bool isLogarithmic) => isLogarithmic ? StyleParam.AxisType.Log : StyleParam.AxisType.Auto;
}

/// <summary>A line with places of its own and, where there is one, a band around it.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="X">Places on the x axis.</param>
/// <param name="Y">A value for each place.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How far the band reaches above and below each value; null for no band.</summary>
    public IReadOnlyList<double>? Band { get; init; }

    /// <summary>Marks without a line, such as for a measurement over the line of its formula, which they leave to be seen.</summary>
    public bool HasMarksOnly { get; init; }

    /// <summary>The mean of several runs at each place, with a band of its 95 % interval.</summary>
    /// <remarks>Student's t over the runs, at each place by itself: mean ± t·s/√n.</remarks>
    /// <param name="name">In the legend.</param>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="runs">Two runs or more, each with a value for each place.</param>
    public static ChartSeries OverSeeds(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
            throw new ArgumentException($"series {name} has {runs.Count} runs: an interval needs two at least");
        foreach (var (index, run) in runs.Index())
            ChartRules.Line($"run {index + 1} of series {name}", x, run);
        SampleInterval[] intervals = [.. Enumerable.Range(0, x.Count).Select(place => SampleInterval.Of([.. runs.Select(run => run[place])]))];
        return new ChartSeries(name, x, [.. intervals.Select(interval => interval.Mean)]) { Band = [.. intervals.Select(interval => interval.Half!.Value)] };
    }

    /// <summary>A line from tensors.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="x">[points], of any number type.</param>
    /// <param name="y">[points].</param>
    public static ChartSeries Of(string name, Tensor x, Tensor y) => new(name, x.ToArray1D(nameof(x)), y.ToArray1D(nameof(y)));
}

/// <summary>What a <see cref="SeriesChart"/> shows beside its lines.</summary>
public sealed record SeriesChartOptions
{
    /// <summary>Whether the x axis is logarithmic; places must then be above 0.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the y axis is logarithmic; values, and values less their band, must then be above 0.</summary>
    public bool LogY { get; init; }

    /// <summary>Level lines.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <summary>Where the y axis begins and ends, such as (0, 100) for percent; null for what the lines need.</summary>
    public (double From, double To)? YRange { get; init; }

    /// <summary>The places on the x axis that have a tick, such as the sizes that were measured; none for round numbers.</summary>
    public IReadOnlyList<double> Ticks { get; init; } = [];
}

/// <summary>A level line across a chart, such as the accuracy of guessing.</summary>
/// <param name="Label">What it stands for; written at its right end.</param>
/// <param name="Value">Its place on the y axis.</param>
public sealed record ReferenceLine(string Label, double Value);

/// <summary>Fewer points for a line that has more than a screen has pixels.</summary>
internal static class LineThinning
{
    /// <summary>Points of a line at most; a chart is about 700 pixels wide.</summary>
    public const int MostPoints = 2000;

    /// <summary>The indices that stay, in rising order: of each stretch the smallest and the largest value, and the first and the last point.</summary>
    public static int[] Extremes(IReadOnlyList<double> values)
    {
        var count = values.Count;
        if (count <= MostPoints)
            return [.. Enumerable.Range(0, count)];
        const int Stretches = (MostPoints - 2) / 2;
        var kept = new List<int>(MostPoints) { 0 };
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            var start = 1 + (int)((long)(count - 2) * stretch / Stretches);
            var end = 1 + (int)((long)(count - 2) * (stretch + 1) / Stretches);
            var (low, high) = (start, start);
            for (var index = start + 1; index < end; index++)
            {
                if (values[index] < values[low])
                    low = index;
                else if (values[index] > values[high])
                    high = index;
            }
            kept.Add(Math.Min(low, high));
            if (low != high)
                kept.Add(Math.Max(low, high));
        }
        kept.Add(count - 1);
        return [.. kept];
    }

    /// <summary>The chosen elements.</summary>
    public static double[] At(this IReadOnlyList<double> values, int[] indices) => Array.ConvertAll(indices, index => values[index]);
}
