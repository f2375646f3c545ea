using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Changes charts; each member returns a new one.</summary>
public static partial class GenericChartExtensions
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

    /// <summary>Names the traces and says how the legend lists them.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Visible">Whether the traces show.</param>
    /// <param name="ShowLegend">Whether the legend lists them.</param>
    /// <param name="LegendRank">Lower ranks come first; 1000 where left out.</param>
    /// <param name="LegendGroup">Traces of one group show and hide together.</param>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart,
        Optional<string> Name = default,
        Optional<StyleParam.Visible> Visible = default,
        Optional<bool> ShowLegend = default,
        Optional<int> LegendRank = default,
        Optional<string> LegendGroup = default)
    {
        var chart = Copied(gChart);
        foreach (var trace in chart.Traces.OfType<JsonObject>())
        {
            trace.Put("name", Name);
            trace.Put("visible", Visible);
            trace.Put("showlegend", ShowLegend);
            trace.Put("legendrank", LegendRank);
            trace.Put("legendgroup", LegendGroup);
        }
        return chart;
    }

    /// <summary>Writes a page that draws the chart without a network: plotly.js lies inside it where the kit's copy is found, else it is read from beside the page.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="path">The file; <c>.html</c> is added where it is missing.</param>
    /// <param name="OpenInBrowser">Whether to open it.</param>
    public static void SaveHtml(this GenericChart gChart, string path, Optional<bool> OpenInBrowser = default)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var file = path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? path : path + ".html";
        File.WriteAllText(file, ChartPage.Of(gChart));
        if (OpenInBrowser.OrElse(false))
            Open(file);
    }

    /// <summary>Opens the chart in a browser, from a file among the temporary ones.</summary>
    /// <param name="gChart">The chart.</param>
    /// <exception cref="InvalidOperationException">No program opens pages on this machine.</exception>
    public static void Show(this GenericChart gChart)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        var folder = Directory.CreateTempSubdirectory("chart-").FullName;
        gChart.SaveHtml(Path.Combine(folder, "chart.html"), OpenInBrowser: true);
    }

    private static void Open(string file)
    {
        try
        {
            Process.Start(new ProcessStartInfo(Path.GetFullPath(file)) { UseShellExecute = true })?.Dispose();
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"no program opens pages on this machine ({failure.Message}); the chart is in {Path.GetFullPath(file)}", failure);
        }
    }

    // The axis lies in the layout, or in a scene that Id names.
    private static JsonObject AxisOf(GenericChart chart, string kind, Optional<StyleParam.SubPlotId> id)
    {
        if (!id.IsSome)
            return chart.Layout.Part(kind);
        var place = id.Value.Place;
        if (place.StartsWith("scene", StringComparison.Ordinal))
            return chart.Layout.Part(place).Part(kind);
        return place.StartsWith(kind, StringComparison.Ordinal)
            ? chart.Layout.Part(place)
            : throw new ArgumentException($"Id is {place}: an {kind} or a scene is meant here");
    }

    private static void PutRange<MinType, MaxType>(JsonObject axis, Optional<Tuple<MinType, MaxType>> range)
    {
        if (!range.IsSome)
            return;
        axis["range"] = new JsonArray(FigureJson.Value(range.Value.Item1), FigureJson.Value(range.Value.Item2));
        axis.Remove("autorange");
    }

    private static void PutDomain(JsonObject axis, Optional<Tuple<double, double>> domain)
    {
        if (domain.IsSome)
            axis["domain"] = new JsonArray(FigureJson.Value(domain.Value.Item1), FigureJson.Value(domain.Value.Item2));
    }

    private static GenericChart Copied(GenericChart gChart)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        return gChart.Copy();
    }
}
