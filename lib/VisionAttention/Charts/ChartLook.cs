using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;

namespace VisionAttention.Charts;

/// <summary>The one look of the course's charts: a white sheet with dark texts, on every page.</summary>
/// <remarks>
/// A chart cannot know whether its page is light or dark, and no colour of text reads on both: against #ffffff and #1e1e1e at once the best
/// grey reaches 4.1 to 1, less than the 4.5 that WCAG 2.2 asks for (1.4.3). So a chart brings its own white paper. The C# API has no
/// fonts, margins or paper; its layout takes any object that has the names of plotly.js.
/// </remarks>
internal static class ChartLook
{
    public const string Paper = "#ffffff";
    public const string Ink = "#1f2328";
    public const string Edge = "#57606a";
    public const string Grid = "#dfe3e8";

    private static readonly object Template = new
    {
        layout = new
        {
            colorway = Palette.Lines,
            xaxis = Axis(),
            yaxis = Axis(),
            legend = new { bgcolor = "rgba(255,255,255,0.85)", font = Font(13) },
            annotationdefaults = new { font = Font(13) },
            hoverlabel = new { font = new { size = 13 } },
        },
        data = new { scatter = new[] { new { marker = new { size = 7 } } } },
    };

    /// <summary>Gives a chart its size and the course's look; called last.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static GenericChart CourseLook(this GenericChart chart, int width, int height)
    {
        var layout = GenericChart.getLayout(chart);
        layout.SetProperty("template", Template);
        // Beside the template, because a page with a theme of its own may put its template in this one's place.
        layout.SetProperty("paper_bgcolor", Paper);
        layout.SetProperty("plot_bgcolor", Paper);
        layout.SetProperty("font", Font(13));
        layout.SetProperty("margin", new { l = 70, r = 30, t = 50, b = 60 + RoomForFurtherLines(layout) });
        foreach (var axis in layout.Properties.Values.OfType<LinearAxis>().Where(axis => axis.TryGetPropertyValue("type")?.Value is "log"))
            NumberTicks(axis);
        return GenericChart.setDisplayOptions(ChartDisplay.WholePage, chart.WithSize(Width: width, Height: height));
    }

    /// <summary>Writes a text into each cell of a heat map. <c>Chart.AnnotatedHeatmap</c> takes a layout's annotation for each, in one colour on every ground.</summary>
    /// <param name="map">A heat map.</param>
    /// <param name="texts">Row by row.</param>
    public static GenericChart WithCellTexts(this GenericChart map, IEnumerable<IEnumerable<string>> texts)
    {
        var trace = GenericChart.getTraces(map).Single();
        trace.SetProperty("text", texts);
        trace.SetProperty("texttemplate", "%{text}");
        return map;
    }

    private static object Axis()
    {
        return new
        {
            // The colour of line, ticks and texts is one, so that a chart hides them all by its own.
            color = Ink,
            gridcolor = Grid,
            showline = true,
            zeroline = false,
            ticks = "outside",
            automargin = true,
            tickfont = new { size = 12 },
            title = new { font = new { size = 14 }, standoff = 12 },
        };
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

    private static object Font(int size)
    {
        return new { family = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif", size, color = Ink };
    }
}
