using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Changes charts; each member returns a new one.</summary>
public static class GenericChartExtensions
{
    /// <summary>Sets the size in pixels.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="Width">In pixels.</param>
    /// <param name="Height">In pixels.</param>
    public static GenericChart WithSize(this GenericChart gChart, Optional<int> Width = default, Optional<int> Height = default)
    {
        var chart = Copied(gChart);
        chart.Layout.Put("width", Width);
        chart.Layout.Put("height", Height);
        return chart;
    }

    /// <summary>Names a trace and lists it in the legend or not.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="Name">The name.</param>
    /// <param name="ShowLegend">Whether the legend lists it.</param>
    public static GenericChart WithTraceInfo(this GenericChart gChart, Optional<string> Name = default, Optional<bool> ShowLegend = default)
    {
        var chart = Copied(gChart);
        foreach (var trace in chart.Traces)
        {
            trace!.AsObject().Put("name", Name);
            trace.AsObject().Put("showlegend", ShowLegend);
        }
        return chart;
    }

    /// <summary>Styles the x axis.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="TitleText">The axis title, with its unit.</param>
    /// <param name="Color">Of the line, the ticks and the texts.</param>
    /// <param name="MinMax">The range shown.</param>
    /// <param name="ShowLine">Whether the axis line shows.</param>
    /// <param name="ShowGrid">Whether grid lines show.</param>
    /// <param name="ZeroLine">Whether a line marks 0.</param>
    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Color> Color = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<bool> ShowLine = default,
        Optional<bool> ShowGrid = default,
        Optional<bool> ZeroLine = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        return WithAxis(gChart, "xaxis", TitleText, Color, MinMax, ShowLine, ShowGrid, ZeroLine);
    }

    /// <summary>Styles the y axis.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="TitleText">The axis title, with its unit.</param>
    /// <param name="Color">Of the line, the ticks and the texts.</param>
    /// <param name="MinMax">The range shown.</param>
    /// <param name="ShowLine">Whether the axis line shows.</param>
    /// <param name="ShowGrid">Whether grid lines show.</param>
    /// <param name="ZeroLine">Whether a line marks 0.</param>
    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Color> Color = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<bool> ShowLine = default,
        Optional<bool> ShowGrid = default,
        Optional<bool> ZeroLine = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        return WithAxis(gChart, "yaxis", TitleText, Color, MinMax, ShowLine, ShowGrid, ZeroLine);
    }

    /// <summary>Writes a page that draws the chart with the plotly.min.js beside it; no network is needed.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="path">The file; <c>.html</c> is added where it is missing.</param>
    /// <param name="OpenInBrowser">Whether to open it.</param>
    public static void SaveHtml(this GenericChart gChart, string path, Optional<bool> OpenInBrowser = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? path : path + ".html";
        File.WriteAllText(file, $"""
            <!DOCTYPE html>
            <html>
            <head><meta charset="utf-8"><script src="plotly.min.js"></script></head>
            <body>
            {GenericChart.toChartHTML(gChart)}
            </body>
            </html>

            """);
        if (OpenInBrowser is { IsSome: true, Value: true })
            Process.Start(new ProcessStartInfo(Path.GetFullPath(file)) { UseShellExecute = true })?.Dispose();
    }

    private static GenericChart WithAxis<MinType, MaxType>(
        GenericChart gChart,
        string kind,
        Optional<string> title,
        Optional<Color> color,
        Optional<Tuple<MinType, MaxType>> range,
        Optional<bool> showLine,
        Optional<bool> showGrid,
        Optional<bool> zeroLine)
    {
        var chart = Copied(gChart);
        var axis = chart.Layout.Part(kind);
        if (title.IsSome)
            axis["title"] = new JsonObject { ["text"] = title.Value };
        axis.PutColor("color", color);
        if (range.IsSome)
        {
            axis["range"] = new JsonArray(FigureJson.Value(range.Value.Item1), FigureJson.Value(range.Value.Item2));
            axis.Remove("autorange");
        }
        axis.Put("showline", showLine);
        axis.Put("showgrid", showGrid);
        axis.Put("zeroline", zeroLine);
        return chart;
    }

    private static GenericChart Copied(GenericChart gChart)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        return gChart.Copy();
    }
}
