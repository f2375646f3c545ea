using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Tensors;
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
    /// <exception cref="ArgumentException">An empty title, no series, a series of another length, or a number that is not finite.</exception>
    public static GenericChart Lines(string xTitle, string yTitle, IEnumerable<double> x, params (string Name, IReadOnlyList<double> Values)[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var places = x as double[] ?? [.. x];
        return Of(xTitle, yTitle, Array.ConvertAll(series, entry => new ChartSeries(entry.Name, places, entry.Values)));
    }

    /// <summary>Lines with places of their own.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="series">A name, places, and as many values.</param>
    /// <exception cref="ArgumentException">An empty title, no series, places and values of different length, or a number that is not finite.</exception>
    public static GenericChart Of(string xTitle, string yTitle, IReadOnlyList<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Of(xTitle, yTitle, [.. series.Select(entry => new ChartSeries(entry.Name, entry.X, entry.Y))]);
    }

    /// <summary>Lines with bands, level lines and logarithmic axes where they are asked for.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="series">The lines; more than six repeat the colours with dashes.</param>
    /// <param name="options">Axes and level lines; null for linear axes and none.</param>
    /// <exception cref="ArgumentException">
    /// An empty title, no series, lists of different length, a number that is not finite, or one that a logarithmic axis cannot show.
    /// </exception>
    public static GenericChart Of(string xTitle, string yTitle, IReadOnlyList<ChartSeries> series, SeriesChartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        options ??= new SeriesChartOptions();
        ChartRules.Text(xTitle, nameof(xTitle), "say what runs along the axis, with its unit");
        ChartRules.Text(yTitle, nameof(yTitle), "say what the values are, with their unit");
        ChartRules.Some(series.Count, "series");
        foreach (var entry in series)
            Check(entry, options);
        foreach (var reference in options.References)
            ChartRules.Numbers($"reference line {reference.Label}", "value", [reference.Value], options.LogY);

        var parts = new List<GenericChart>();
        // Bands first: they lie under every line.
        for (var index = 0; index < series.Count; index++)
        {
            if (series[index].Band is { } band)
                AddBand(parts, series[index], band, index);
        }
        for (var index = 0; index < series.Count; index++)
            parts.Add(Line(series[index], index, showLegend: series.Count > 1));
        if (options.References.Count > 0)
            AddLevels(parts, series, options);
        return Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(
                TitleText: ChartRules.Wrapped(xTitle, 480), ShowGrid: true, AxisType: Axis(options.LogX), MinMax: options.LogX ? ChartRules.LogRange(series.Select(entry => entry.X)) : default(Optional<Tuple<double, double>>))
            .WithYAxisStyle<double, double, string>(
                TitleText: ChartRules.Wrapped(yTitle, 270), ShowGrid: true, AxisType: Axis(options.LogY),
                MinMax: YRange(series, options))
            .CourseLook(width: 700, height: 380);
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
        return Chart.Line<double, double, string>(
            series.X.At(kept), series.Y.At(kept), ShowMarkers: kept.Length <= MostMarkers, Name: series.Name, ShowLegend: showLegend,
            LineColor: Palette.Line(index), MarkerColor: Palette.Line(index), LineWidth: 2, LineDash: Palette.Dash(index))
            .WithTraceInfo(LegendGroup: $"series {index}");
    }

    // The lower edge, then the upper one, filled down to it.
    private static void AddBand(List<GenericChart> parts, ChartSeries series, IReadOnlyList<double> band, int index)
    {
        var kept = LineThinning.Extremes(series.Y);
        var places = series.X.At(kept);
        foreach (var side in (int[])[-1, 1])
        {
            var edge = Array.ConvertAll(kept, place => series.Y[place] + side * band[place]);
            parts.Add(Chart.Line<double, double, string>(
                places, edge, Name: $"{series.Name}, {(side < 0 ? "lower" : "upper")} edge", ShowLegend: false, LineColor: Palette.Hidden, LineWidth: 0,
                Fill: side < 0 ? StyleParam.Fill.None : StyleParam.Fill.ToNext_y, FillColor: Palette.Band(index))
                .WithTraceInfo(LegendGroup: $"series {index}"));
        }
    }

    // The label stands a little above its line.
    private static void AddLevels(List<GenericChart> parts, IReadOnlyList<ChartSeries> series, SeriesChartOptions options)
    {
        double[] all = [.. options.References.Select(reference => reference.Value), .. series.SelectMany(Edges).SelectMany(edge => (double[])[edge.Min(), edge.Max()])];
        var (first, last) = (series.Min(entry => entry.X.Min()), series.Max(entry => entry.X.Max()));
        foreach (var (label, value) in options.References)
        {
            var above = options.LogY ? value * Math.Pow(all.Max() / all.Min(), LabelShift) : value + LabelShift * (all.Max() - all.Min());
            parts.Add(Chart.Line<double, double, string>(
                [first, last], [value, value], Name: label, ShowLegend: false, LineColor: Palette.Ink, LineWidth: 1, LineDash: StyleParam.DrawingStyle.Dash));
            parts.Add(Chart.Scatter<double, double, string>(
                [last], [above], StyleParam.Mode.Text, Name: label, ShowLegend: false, MultiText: new[] { label }, TextPosition: StyleParam.TextPosition.TopLeft));
        }
    }

    private static IEnumerable<IReadOnlyList<double>> Edges(ChartSeries series)
    {
        return series.Band is { } band
            ? [[.. series.Y.Zip(band, (value, width) => value - width)], [.. series.Y.Zip(band, (value, width) => value + width)]]
            : [series.Y];
    }

    // A linear axis without level lines finds its range by itself; a label needs room above the highest one.
    private static Optional<Tuple<double, double>> YRange(IReadOnlyList<ChartSeries> series, SeriesChartOptions options)
    {
        if (!options.LogY && options.References.Count == 0)
            return default;
        var edges = series.SelectMany(Edges).ToList();
        if (options.References.Count == 0)
            return ChartRules.LogRange(edges);
        edges.Add([.. options.References.Select(reference => reference.Value)]);
        var (low, high, level) = (edges.Min(edge => edge.Min()), edges.Max(edge => edge.Max()), options.References.Max(reference => reference.Value));
        if (options.LogY)
            return ChartRules.LogRange([.. edges, [level * Math.Pow(high / low, LabelRoom)]]);
        var span = high > low ? high - low : 1;
        return Tuple.Create(low - 0.05 * span, Math.Max(high + 0.05 * span, level + LabelRoom * span));
    }

    private static StyleParam.AxisType Axis(bool isLogarithmic)
    {
        return isLogarithmic ? StyleParam.AxisType.Log : StyleParam.AxisType.Auto;
    }
}

/// <summary>A line with places of its own and, where there is one, a band around it.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="X">Places on the x axis.</param>
/// <param name="Y">A value for each place.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How far the band reaches above and below each value; null for no band.</summary>
    public IReadOnlyList<double>? Band { get; init; }

    /// <summary>The mean of several runs at each place, with a band of its 95 % interval.</summary>
    /// <remarks>Student's t over the runs, at each place by itself: mean ± t·s/√n.</remarks>
    /// <param name="name">In the legend.</param>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="runs">Two runs or more, each with a value for each place.</param>
    /// <exception cref="ArgumentException">Fewer than two runs, a run of another length, or a value that is not finite.</exception>
    public static ChartSeries OverSeeds(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
            throw new ArgumentException($"series {name} has {runs.Count} runs: an interval needs two at least");
        for (var run = 0; run < runs.Count; run++)
            ChartRules.Line($"run {run + 1} of series {name}", x, runs[run]);
        SampleInterval[] intervals = [.. Enumerable.Range(0, x.Count).Select(place => SampleInterval.Of([.. runs.Select(run => run[place])]))];
        return new ChartSeries(name, x, [.. intervals.Select(interval => interval.Mean)]) { Band = [.. intervals.Select(interval => interval.Half!.Value)] };
    }

    /// <summary>A line from tensors.</summary>
    /// <param name="name">In the legend.</param>
    /// <param name="x">[points], of any number type.</param>
    /// <param name="y">[points].</param>
    /// <exception cref="ArgumentException">A tensor of other dimensions.</exception>
    public static ChartSeries Of(string name, Tensor x, Tensor y)
    {
        return new ChartSeries(name, Values(x, "x"), Values(y, "y"));
    }

    private static double[] Values(Tensor tensor, string argument)
    {
        ArgumentNullException.ThrowIfNull(tensor, argument);
        if (tensor.ndim != 1)
            throw new ArgumentException($"{argument} is {Shapes.Text(tensor)}, expected 1 dimension");
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().data<double>().ToArray();
    }
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
}

/// <summary>A level line across a chart, such as the accuracy of guessing.</summary>
/// <param name="Label">What it stands for; written at its right end.</param>
/// <param name="Value">Its place on the y axis.</param>
public sealed record ReferenceLine(string Label, double Value);
