using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>The one look of the course's charts, a white sheet with dark texts on every page, and the parts that several charts share.</summary>
/// <remarks>
/// A chart cannot know whether its page is light or dark, and no colour of text reads on both: against #ffffff and #1e1e1e at once the best
/// grey reaches 4.1 to 1, less than the 4.5 that WCAG 2.2 asks for (1.4.3). So a chart brings its own white paper. The C# API has no
/// fonts, margins or paper; its layout takes any object that has the names of plotly.js.
/// </remarks>
public static class ChartLook
{
    internal const string Paper = "#ffffff";
    internal const string Ink = "#1f2328";
    internal const string Edge = "#57606a";
    internal const string Fonts = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif";

    // The colour of line, ticks and texts of an axis is one, so that a chart hides them all by its own.
    private static readonly object Axis = new
    {
        color = Ink, gridcolor = "#dfe3e8", showline = true, zeroline = false, ticks = "outside", automargin = true,
        tickfont = new { size = 12 }, title = new { font = new { size = 14 }, standoff = 12 },
    };

    private static readonly object Font = new { family = Fonts, size = 13, color = Ink };

    private static readonly object Template = new
    {
        layout = new
        {
            colorway = Palette.Lines, xaxis = Axis, yaxis = Axis, legend = new { bgcolor = "rgba(255,255,255,0.85)", font = Font },
            annotationdefaults = new { font = Font }, hoverlabel = new { font = new { size = 13 } },
        },
        data = new { scatter = new[] { new { marker = new { size = 7 } } } },
    };

    private static readonly int[][][] OnePixel = [[[0, 0, 0, 0]]];

    /// <summary>A chart that cannot be seen: plotly.js gives axes that bear a picture equal units, and the C# API has no other way to ask for them.</summary>
    internal static GenericChart Squares => Chart.Image<string>(Z: OnePixel, ColorModel: StyleParam.ColorModel.RGBA, Opacity: 0, ShowLegend: false);

    /// <summary>Gives any chart the course's look; called last.</summary>
    /// <param name="chart">A chart made with Plotly.NET.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static GenericChart CourseLook(this GenericChart chart, int width, int height)
    {
        var layout = GenericChart.getLayout(chart);
        layout.SetProperty("template", Template);
        // Beside the template, because a page with a theme of its own may put its template in this one's place.
        layout.SetProperty("paper_bgcolor", Paper);
        layout.SetProperty("plot_bgcolor", Paper);
        layout.SetProperty("font", Font);
        layout.SetProperty("margin", new { l = 70, r = 30, t = 50, b = 60 + RoomForFurtherLines(layout) });
        foreach (var axis in layout.Properties.Values.OfType<LinearAxis>().Where(axis => axis.TryGetPropertyValue("type")?.Value is "log"))
            NumberTicks(axis);
        return GenericChart.setDisplayOptions(ChartDisplay.WholePage, chart.WithSize(Width: width, Height: height));
    }

    /// <summary>Lays the legend flat above the plot, its lower edge at y.</summary>
    internal static GenericChart LegendAbove(this GenericChart chart, double y, double x = 0) =>
        chart.WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: x, Y: y, YAnchor: StyleParam.YAnchorPosition.Bottom);

    /// <summary>Titles, grid lines and, where they are given, kinds and ranges.</summary>
    internal static GenericChart Axes(
        this GenericChart chart, string x, string y, Optional<StyleParam.AxisType> xType = default, Optional<StyleParam.AxisType> yType = default,
        Optional<Tuple<double, double>> xRange = default, Optional<Tuple<double, double>> yRange = default) => chart
        .WithXAxisStyle<double, double, string>(TitleText: x, ShowGrid: true, AxisType: xType, MinMax: xRange)
        .WithYAxisStyle<double, double, string>(TitleText: y, ShowGrid: true, AxisType: yType, MinMax: yRange);

    /// <summary>Ticks at these places. Plotly.NET.CSharp's styles of an axis have no word for them.</summary>
    internal static GenericChart WithXTicks(this GenericChart chart, double[] places)
    {
        ((LinearAxis)GenericChart.getLayout(chart).Properties["xaxis"]).SetProperty("tickvals", places);
        return chart;
    }

    /// <summary>A sentence above the chart that says what it shows.</summary>
    /// <param name="chart">Any chart.</param>
    /// <param name="finding">What a reader is to see in it.</param>
    public static GenericChart WithFinding(this GenericChart chart, string finding)
    {
        GenericChart.getLayout(chart).SetProperty("title", new { text = finding, x = 0.5, font = new { size = 15 } });
        return chart;
    }

    internal static GenericChart WithoutAxes(this GenericChart chart) => chart
        .WithXAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false)
        .WithYAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false);

    internal static GenericChart Texts<TPlace>(double[] x, TPlace[] y, string[] texts, StyleParam.TextPosition position, Optional<string> name = default)
        where TPlace : IConvertible =>
        Chart.Scatter<double, TPlace, string>(x, y, StyleParam.Mode.Text, MultiText: texts, TextPosition: position, Name: name, ShowLegend: false);

    /// <summary>Writes a text into each cell of a heat map. <c>Chart.AnnotatedHeatmap</c> takes a layout's annotation for each, in one colour on every ground.</summary>
    internal static GenericChart WithCellTexts(this GenericChart map, IEnumerable<IEnumerable<string>> texts)
    {
        var trace = GenericChart.getTraces(map).Single();
        trace.SetProperty("text", texts);
        trace.SetProperty("texttemplate", "%{text}");
        return map;
    }

    /// <summary>A title in lines that an axis of so many pixels has room for; plotly.js cuts longer ones.</summary>
    internal static string Wrapped(string title, int pixels)
    {
        const double LetterPixels = 8.5;
        var most = (int)(pixels / LetterPixels);
        if (title.Length <= most || title.Contains("<br>", StringComparison.Ordinal))
            return title;
        var (lines, line) = (new List<string>(), "");
        foreach (var word in title.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > most)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        return string.Join("<br>", [.. lines, line]);
    }

    /// <summary>The range of a logarithmic axis, with some room: powers of ten.</summary>
    internal static Tuple<double, double> LogRange(params IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var (low, high) = (all.Min(), all.Max());
        var room = 0.04 * Math.Log10(high / low) + 0.02;
        return Tuple.Create(Math.Round(Math.Log10(low) - room, 4), Math.Round(Math.Log10(high) + room, 4));
    }

    // plotly.js 2.28 begins a title of two lines below x where its second one should stand, so that the last lies outside of the page.
    private static int RoomForFurtherLines(Layout layout)
    {
        const int LinePixels = 30;
        var most = 0;
        foreach (var (name, part) in layout.Properties)
        {
            if (!name.StartsWith("xaxis", StringComparison.Ordinal) || (part as LinearAxis)?.TryGetPropertyValue("title")?.Value is not Title title)
                continue;
            var further = (title.TryGetPropertyValue("text")?.Value as string)?.Split("<br>").Length - 1 ?? 0;
            if (further > 0)
                title.SetProperty("standoff", 0);
            most = Math.Max(most, further);
        }
        return LinePixels * most;
    }

    // Left to itself plotly.js writes "2" and "5" between 100 and 1000. Whole numbers at 1, 2 and 5 where there is room, else at powers of ten.
    private static void NumberTicks(LinearAxis axis)
    {
        if (axis.TryGetPropertyValue("range")?.Value is not IConvertible[] range)
            return;
        var decades = Math.Abs(range[1].ToDouble(null) - range[0].ToDouble(null));
        if (decades < 1)
            return;
        axis.SetProperty("dtick", decades <= 3.5 ? "D2" : Math.Ceiling(decades / 12));
        axis.SetProperty("tickformat", "~g");
    }
}
