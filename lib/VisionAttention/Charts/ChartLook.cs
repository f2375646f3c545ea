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

    internal const int LegendRow = 20;
    private const int FindingLine = 20;
    private const int FindingGap = 14;
    private const int FindingFoot = 26;

    // What plotly.js takes where a chart says nothing.
    private const int UnsizedPixels = 450;
    private const int TopPixels = 50;

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

    /// <summary>Gives any chart the course's look; called when all else is done, before or after <see cref="WithFinding"/>.</summary>
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
        layout.SetProperty("margin", new Margins(l: 70, r: 30, t: TopPixels, b: 60 + RoomForFurtherLines(layout), finding: 0));
        foreach (var axis in layout.Properties.Values.OfType<LinearAxis>().Where(axis => axis.TryGetPropertyValue("type")?.Value is "log"))
            NumberTicks(axis);
        var sized = GenericChart.setDisplayOptions(ChartDisplay.WholePage, chart.WithSize(Width: width, Height: height));
        return layout.TryGetPropertyValue("title")?.Value is Finding finding ? sized.WithFinding(finding.Sentence) : sized;
    }

    /// <summary>Another size of all texts but the legend's and the finding's.</summary>
    internal static GenericChart WithTexts(this GenericChart chart, int pixels)
    {
        GenericChart.getLayout(chart).SetProperty("font", new { family = Fonts, size = pixels, color = Ink });
        return chart;
    }

    /// <summary>More room above and at the right of a chart that has the course's look, for what stands outside of its axes.</summary>
    internal static GenericChart WithRoom(this GenericChart chart, int above = 0, int right = 0)
    {
        var layout = GenericChart.getLayout(chart);
        var margins = (Margins)layout.Properties["margin"];
        layout.SetProperty("margin", margins with { t = margins.t + above, r = margins.r + right });
        return chart;
    }

    /// <summary>Lays the legend flat above the plot, its lower edge at y.</summary>
    internal static GenericChart LegendAbove(this GenericChart chart, double y, double x = 0) =>
        chart.WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: x, Y: y, YAnchor: StyleParam.YAnchorPosition.Bottom);

    /// <summary>Room above the plot for so many rows of a legend, which would else push the axes down and stand where a finding stands.</summary>
    /// <param name="rows">Rows of the legend.</param>
    /// <param name="gap">Pixels between the plot and the legend.</param>
    internal static GenericChart WithLegendRows(this GenericChart chart, int rows, int gap = 12) =>
        chart.WithRoom(above: Math.Max(0, rows * LegendRow + gap + 10 - TopPixels));

    /// <summary>Rows of a flat legend over a plot that is so wide, rather too many: entries that do not fit in one row stand in columns.</summary>
    internal static int LegendRows(int pixels, params IEnumerable<string> names)
    {
        const double LetterPixels = 7, LinePixels = 50;
        double[] widths = [.. names.Select(name => LinePixels + LetterPixels * name.Length)];
        return widths.Sum() <= pixels ? 1 : Blocks.Count(widths.Length, Math.Max(1, (int)(pixels / widths.Max())));
    }

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
    /// <remarks>
    /// The chart grows by the sentence's lines, so that it lies on no title and no legend. Give the chart its look first: most charts of the course
    /// have it, one made with Plotly.NET gets it from <see cref="CourseLook"/>.
    /// </remarks>
    /// <param name="chart">Any chart.</param>
    /// <param name="finding">What a reader is to see in it; a long sentence goes on in further lines. Another sentence takes the place of one that is there.</param>
    public static GenericChart WithFinding(this GenericChart chart, string finding)
    {
        ChartRules.Text(finding, nameof(finding), "say what the chart shows");
        var layout = GenericChart.getLayout(chart);
        var margins = layout.TryGetPropertyValue("margin")?.Value as Margins;
        var width = layout.TryGetPropertyValue("width")?.Value as int? ?? 700;
        var sentence = Balanced(finding, width - 40);
        if (margins is null || layout.TryGetPropertyValue("height")?.Value is not int height)
        {
            layout.SetProperty("title", new Finding(finding, sentence, UnsizedPixels));
            return GenericChart.setLayout(layout, chart);
        }
        var room = FindingGap + FindingLine * sentence.Split("<br>").Length;
        height += room - margins.finding;
        layout.SetProperty("margin", margins with { t = margins.t + room - margins.finding, finding = room });
        layout.SetProperty("height", height);
        layout.SetProperty("title", new Finding(finding, sentence, height));
        // Another chart, for the figure of one that was shown is kept.
        return GenericChart.setLayout(layout, chart);
    }

    internal static GenericChart WithoutAxes(this GenericChart chart) => chart
        .WithXAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false)
        .WithYAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false);

    /// <summary>Lines on all four sides of the plot, of an axis whose texts may be hidden.</summary>
    internal static GenericChart Framed(this GenericChart chart)
    {
        foreach (var axis in GenericChart.getLayout(chart).Properties.Values.OfType<LinearAxis>())
        {
            axis.SetProperty("showline", true);
            axis.SetProperty("mirror", true);
            axis.SetProperty("linecolor", Palette.FrameHex);
        }
        return chart;
    }

    internal static GenericChart Texts<TPlace>(double[] x, TPlace[] y, string[] texts, StyleParam.TextPosition position, Optional<string> name = default)
        where TPlace : IConvertible =>
        Chart.Scatter<double, TPlace, string>(x, y, StyleParam.Mode.Text, MultiText: texts, TextPosition: position, Name: name, ShowLegend: false);

    /// <summary>Texts and marks may stand outside of the axes.</summary>
    internal static GenericChart Uncut(this GenericChart texts)
    {
        GenericChart.getTraces(texts).Single().SetProperty("cliponaxis", false);
        return texts;
    }

    /// <summary>Writes a text into each cell of a heat map. <c>Chart.AnnotatedHeatmap</c> takes a layout's annotation for each, in one colour on every ground.</summary>
    internal static GenericChart WithCellTexts(this GenericChart map, IEnumerable<IEnumerable<string>> texts)
    {
        var trace = GenericChart.getTraces(map).Single();
        trace.SetProperty("text", texts);
        trace.SetProperty("texttemplate", "%{text}");
        return map;
    }

    // As few lines as there is room for, and those about alike.
    private static string Balanced(string sentence, int pixels)
    {
        var wrapped = Wrapped(sentence, pixels);
        var lines = wrapped.Split("<br>").Length;
        for (var narrower = pixels; lines > 1 && narrower > pixels / 2; narrower -= 10)
        {
            var next = Wrapped(sentence, narrower);
            if (next.Split("<br>").Length > lines)
                break;
            wrapped = next;
        }
        return wrapped;
    }

    /// <summary>A title in lines that an axis of so many pixels has room for; plotly.js cuts longer ones.</summary>
    internal static string Wrapped(string title, int pixels)
    {
        const double LetterPixels = 8.5;
        var most = (int)(pixels / LetterPixels);
        var lines = new List<string>();
        foreach (var part in title.Split("<br>"))
        {
            var line = "";
            foreach (var word in part.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > most)
                {
                    lines.Add(line);
                    line = "";
                }
                line = line.Length == 0 ? word : $"{line} {word}";
            }
            lines.Add(line);
        }
        return string.Join("<br>", lines);
    }

    /// <summary>The range of a logarithmic axis, with some room: powers of ten.</summary>
    internal static Tuple<double, double> LogRange(params IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var (low, high) = (all.Min(), all.Max());
        var room = 0.04 * Math.Log10(high / low) + 0.02;
        return Tuple.Create(Math.Round(Math.Log10(low) - room, 4), Math.Round(Math.Log10(high) + room, 4));
    }

#pragma warning disable IDE1006, CA1707 // plotly.js' names
    // How much of the top is a finding's is not written.
    private sealed record Margins(int l, int r, int t, int b, [property: Newtonsoft.Json.JsonIgnore] int finding);

    // At the top of the page, wherever the axes begin. Of a title of several lines plotly.js puts the foot of the first at y, whatever the anchor.
    private sealed record Finding([property: Newtonsoft.Json.JsonIgnore] string Sentence, string text, [property: Newtonsoft.Json.JsonIgnore] int Height)
    {
        public double x { get; } = 0.5;

        public double y { get; } = Math.Round(1 - (double)FindingFoot / Height, 4);

        public string yref { get; } = "container";

        public string yanchor { get; } = "bottom";

        public object font { get; } = new { size = 15 };
    }
#pragma warning restore IDE1006, CA1707

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
