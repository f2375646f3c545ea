using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>How fast kernels could be and how fast they are: memory bounds the left part, arithmetic the right.</summary>
/// <remarks>
/// attainable GFLOP/s = min(peak, bandwidth · FLOP/byte), after Williams, Waterman and Patterson 2009. Labels never lie on each other, on a
/// mark or on a line: each takes the first free place around its mark; a kernel without a free place stands in the legend. The share of its
/// roof that a kernel reaches stands beside its name. A kernel above the roof is drawn and its name says so: its data were in a cache, or peak or bytes are wrong.
/// </remarks>
public static class Roofline
{
    private const int Width = 780;
    private const int PlotHeight = 400;
    private const int LegendRow = 20;

    // What axes and margins leave, in pixels; only for finding places for labels.
    private const int PlotWidth = Width - 110;

    private static readonly StyleParam.MarkerSymbol[] Symbols =
    [
        StyleParam.MarkerSymbol.Circle, StyleParam.MarkerSymbol.Square, StyleParam.MarkerSymbol.Diamond,
        StyleParam.MarkerSymbol.TriangleUp, StyleParam.MarkerSymbol.Star, StyleParam.MarkerSymbol.Cross,
    ];

    /// <summary>Draws the roof and the kernels under it.</summary>
    /// <param name="peakGigaflopsPerSecond">The machine's arithmetic, GFLOP/s: measured or the maker's.</param>
    /// <param name="gigabytesPerSecond">The machine's memory, GB/s (10⁹ bytes).</param>
    /// <param name="kernels">The kernels.</param>
    /// <exception cref="ArgumentException">A number that is not finite and above 0, no kernels, or a kernel without a name.</exception>
    public static GenericChart Of(double peakGigaflopsPerSecond, double gigabytesPerSecond, params RooflineKernel[] kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ChartRules.Positive(peakGigaflopsPerSecond, nameof(peakGigaflopsPerSecond));
        ChartRules.Positive(gigabytesPerSecond, nameof(gigabytesPerSecond));
        ChartRules.Some(kernels.Length, "kernels");
        foreach (var kernel in kernels)
        {
            ChartRules.Text(kernel.Name, "a kernel's name", "say what was measured");
            ChartRules.Positive(kernel.FlopsPerByte, $"FLOP/byte of kernel {kernel.Name}");
            ChartRules.Positive(kernel.GigaflopsPerSecond, $"GFLOP/s of kernel {kernel.Name}");
        }

        var ridge = peakGigaflopsPerSecond / gigabytesPerSecond;
        var (left, right) = (Math.Min(ridge, kernels.Min(kernel => kernel.FlopsPerByte)) / 4, Math.Max(ridge, kernels.Max(kernel => kernel.FlopsPerByte)) * 4);
        var bottom = Math.Min(left * gigabytesPerSecond, kernels.Min(kernel => kernel.GigaflopsPerSecond) / 2);
        var top = Math.Max(peakGigaflopsPerSecond, kernels.Max(kernel => kernel.GigaflopsPerSecond)) * 2.5;
        List<GenericChart> parts =
        [
            Roof([left, ridge], [left * gigabytesPerSecond, peakGigaflopsPerSecond], $"memory: {Number(gigabytesPerSecond)} GB/s", StyleParam.DrawingStyle.Dash),
            Roof([ridge, right], [peakGigaflopsPerSecond, peakGigaflopsPerSecond], $"arithmetic: {Number(peakGigaflopsPerSecond)} GFLOP/s, from {Number(ridge)} FLOP/byte on", StyleParam.DrawingStyle.Solid),
        ];
        var places = new LabelPlaces(PlotWidth, PlotHeight);
        (double X, double Y) Pixel(double x, double y) =>
            (PlotWidth * Math.Log(x / left) / Math.Log(right / left), PlotHeight * (1 - Math.Log(y / bottom) / Math.Log(top / bottom)));
        places.AddLine(Pixel(left, left * gigabytesPerSecond), Pixel(ridge, peakGigaflopsPerSecond));
        places.AddLine(Pixel(ridge, peakGigaflopsPerSecond), Pixel(right, peakGigaflopsPerSecond));
        foreach (var kernel in kernels)
            places.AddMark(Pixel(kernel.FlopsPerByte, kernel.GigaflopsPerSecond));
        var unplaced = 0;
        for (var index = 0; index < kernels.Length; index++)
        {
            var label = Label(kernels[index], Math.Min(peakGigaflopsPerSecond, gigabytesPerSecond * kernels[index].FlopsPerByte));
            var place = places.Place(Pixel(kernels[index].FlopsPerByte, kernels[index].GigaflopsPerSecond), label);
            parts.Add(Mark(kernels[index], label, place, index));
            unplaced += place is null ? 1 : 0;
        }
        return Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(
                TitleText: "arithmetic intensity, FLOP/byte", ShowGrid: true, AxisType: StyleParam.AxisType.Log, MinMax: Tuple.Create(Math.Log10(left), Math.Log10(right)))
            .WithYAxisStyle<double, double, string>(
                TitleText: "speed, GFLOP/s", ShowGrid: true, AxisType: StyleParam.AxisType.Log, MinMax: Tuple.Create(Math.Log10(bottom), Math.Log10(top)))
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0, Y: 1.02, YAnchor: StyleParam.YAnchorPosition.Bottom)
            .CourseLook(Width, PlotHeight + 110 + LegendRow * unplaced);
    }

    private static GenericChart Roof(double[] x, double[] y, string name, StyleParam.DrawingStyle dash)
    {
        return Chart.Line<double, double, string>(x, y, Name: name, ShowLegend: true, LineColor: Palette.Ink, LineWidth: 2, LineDash: dash);
    }

    private static string Label(RooflineKernel kernel, double roof)
    {
        var share = string.Create(CultureInfo.InvariantCulture, $"{kernel.GigaflopsPerSecond / roof:0 %}");
        return kernel.GigaflopsPerSecond > roof ? $"{kernel.Name}, {share}: above the roof" : $"{kernel.Name}, {share}";
    }

    private static GenericChart Mark(RooflineKernel kernel, string label, StyleParam.TextPosition? place, int index)
    {
        return Chart.Scatter<double, double, string>(
            [kernel.FlopsPerByte], [kernel.GigaflopsPerSecond], place is null ? StyleParam.Mode.Markers : StyleParam.Mode.Markers_Text, Name: label, ShowLegend: place is null,
            MultiText: new[] { label }, TextPosition: place ?? StyleParam.TextPosition.TopCenter,
            MarkerColor: Palette.Line(index), MarkerSymbol: Symbols[index % Symbols.Length]);
    }

    private static string Number(double number)
    {
        return number.ToString("G3", CultureInfo.InvariantCulture);
    }
}

/// <summary>A measured kernel under a roofline.</summary>
/// <param name="Name">Its label.</param>
/// <param name="FlopsPerByte">Operations for each byte that moves between memory and processor, FLOP/byte; above 0.</param>
/// <param name="GigaflopsPerSecond">What it reaches, GFLOP/s; above 0.</param>
public sealed record RooflineKernel(string Name, double FlopsPerByte, double GigaflopsPerSecond)
{
    /// <summary>From what a measurement gives.</summary>
    /// <param name="name">The label.</param>
    /// <param name="flops">Operations of one run; a multiplication and an addition are two.</param>
    /// <param name="bytes">Bytes that one run reads and writes at least.</param>
    /// <param name="seconds">Time of one run.</param>
    /// <exception cref="ArgumentException">A number that is not above 0.</exception>
    public static RooflineKernel Measured(string name, double flops, double bytes, double seconds)
    {
        ChartRules.Positive(flops, $"flops of kernel {name}");
        ChartRules.Positive(bytes, $"bytes of kernel {name}");
        ChartRules.Positive(seconds, $"seconds of kernel {name}");
        return new RooflineKernel(name, flops / bytes, flops / seconds / 1e9);
    }
}
