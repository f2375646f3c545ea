using System.Globalization;
using Plotly.NET;
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
        List<string> inLegend = [$"memory: {Number(gigabytesPerSecond)} GB/s", $"arithmetic: {Number(peakGigaflopsPerSecond)} GFLOP/s, from {Number(ridge)} FLOP/byte on"];
        List<GenericChart> parts =
        [
            Roof([left, ridge], [left * gigabytesPerSecond, peakGigaflopsPerSecond], inLegend[0], StyleParam.DrawingStyle.Dash),
            Roof([ridge, right], [peakGigaflopsPerSecond, peakGigaflopsPerSecond], inLegend[1], StyleParam.DrawingStyle.Solid),
        ];
        var places = new LabelPlaces(PlotWidth, PlotHeight);
        (double X, double Y) Pixel(double x, double y) =>
            (PlotWidth * Math.Log(x / left) / Math.Log(right / left), PlotHeight * (1 - Math.Log(y / bottom) / Math.Log(top / bottom)));
        places.AddLine(Pixel(left, left * gigabytesPerSecond), Pixel(ridge, peakGigaflopsPerSecond));
        places.AddLine(Pixel(ridge, peakGigaflopsPerSecond), Pixel(right, peakGigaflopsPerSecond));
        foreach (var kernel in kernels)
            places.AddMark(Pixel(kernel.FlopsPerByte, kernel.GigaflopsPerSecond));
        foreach (var (index, kernel) in kernels.Index())
        {
            var label = Label(kernel, Math.Min(peakGigaflopsPerSecond, gigabytesPerSecond * kernel.FlopsPerByte));
            var place = places.Place(Pixel(kernel.FlopsPerByte, kernel.GigaflopsPerSecond), label);
            if (place is null)
                inLegend.Add(label);
            parts.Add(Chart.Scatter<double, double, string>(
                [kernel.FlopsPerByte], [kernel.GigaflopsPerSecond], place is null ? StyleParam.Mode.Markers : StyleParam.Mode.Markers_Text, Name: label, ShowLegend: place is null,
                MultiText: new[] { label }, TextPosition: place ?? StyleParam.TextPosition.TopCenter,
                MarkerColor: Palette.Line(index), MarkerSymbol: Symbols[index % Symbols.Length]));
        }
        var rows = ChartLook.LegendRows(PlotWidth, inLegend);
        return Chart.Combine(parts)
            .Axes(
                "arithmetic intensity, FLOP/byte", "speed, GFLOP/s", StyleParam.AxisType.Log, StyleParam.AxisType.Log,
                Tuple.Create(Math.Log10(left), Math.Log10(right)), Tuple.Create(Math.Log10(bottom), Math.Log10(top)))
            .LegendAbove(1.02)
            .CourseLook(Width, PlotHeight + 90 + ChartLook.LegendRow * rows)
            .WithLegendRows(rows);
    }

    private static GenericChart Roof(double[] x, double[] y, string name, StyleParam.DrawingStyle dash) =>
        Chart.Line<double, double, string>(x, y, Name: name, ShowLegend: true, LineColor: Palette.Ink, LineWidth: 2, LineDash: dash);

    private static string Label(RooflineKernel kernel, double roof) =>
        string.Create(CultureInfo.InvariantCulture, $"{kernel.Name}, {kernel.GigaflopsPerSecond / roof:0 %}{(kernel.GigaflopsPerSecond > roof ? ": above the roof" : "")}");

    private static string Number(double number) => number.ToString("G3", CultureInfo.InvariantCulture);
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
    public static RooflineKernel Measured(string name, double flops, double bytes, double seconds)
    {
        ChartRules.Positive(flops, $"flops of kernel {name}");
        ChartRules.Positive(bytes, $"bytes of kernel {name}");
        ChartRules.Positive(seconds, $"seconds of kernel {name}");
        return new RooflineKernel(name, flops / bytes, flops / seconds / 1e9);
    }
}

/// <summary>Finds places for labels around their marks, so that none lies on another, on a mark, on a line or over the edge of a plot, whose pixels run downwards.</summary>
internal sealed class LabelPlaces(double width, double height)
{
    // Of the 13 pixel font: a generous mean over Latin letters, so that a label is rather thought too wide.
    private const double LetterWidth = 7.4;
    private const double LineHeight = 17;
    private const double Radius = 6;
    private const double LineStep = 4;

    private readonly List<Box> _taken = [];

    public void AddMark((double X, double Y) mark) => _taken.Add(Around(mark, Radius));

    public void AddLine((double X, double Y) from, (double X, double Y) to)
    {
        var (across, down) = (to.X - from.X, to.Y - from.Y);
        var steps = Math.Max(1, (int)(Math.Sqrt(across * across + down * down) / LineStep));
        for (var step = 0; step <= steps; step++)
            _taken.Add(Around((from.X + across * step / steps, from.Y + down * step / steps), 2));
    }

    /// <summary>The first free place beside a mark, which is then taken; null where none is free.</summary>
    public StyleParam.TextPosition? Place((double X, double Y) mark, string label)
    {
        var wide = LetterWidth * label.Length;
        (StyleParam.TextPosition Position, double Left, double Top)[] candidates =
        [
            (StyleParam.TextPosition.MiddleRight, mark.X + Radius, mark.Y - LineHeight / 2),
            (StyleParam.TextPosition.BottomCenter, mark.X - wide / 2, mark.Y + Radius),
            (StyleParam.TextPosition.TopCenter, mark.X - wide / 2, mark.Y - Radius - LineHeight),
            (StyleParam.TextPosition.MiddleLeft, mark.X - Radius - wide, mark.Y - LineHeight / 2),
            (StyleParam.TextPosition.BottomRight, mark.X + Radius / 2, mark.Y + Radius / 2),
            (StyleParam.TextPosition.BottomLeft, mark.X - Radius / 2 - wide, mark.Y + Radius / 2),
            (StyleParam.TextPosition.TopRight, mark.X + Radius / 2, mark.Y - Radius / 2 - LineHeight),
            (StyleParam.TextPosition.TopLeft, mark.X - Radius / 2 - wide, mark.Y - Radius / 2 - LineHeight),
        ];
        foreach (var (position, left, top) in candidates)
        {
            var box = new Box(left, top, left + wide, top + LineHeight);
            if (box.Left < 0 || box.Top < 0 || box.Right > width || box.Bottom > height || _taken.Exists(other => other != Around(mark, Radius) && other.Meets(box)))
                continue;
            _taken.Add(box);
            return position;
        }
        return null;
    }

    private static Box Around((double X, double Y) middle, double reach) => new(middle.X - reach, middle.Y - reach, middle.X + reach, middle.Y + reach);

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
