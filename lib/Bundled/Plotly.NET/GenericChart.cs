using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A figure: traces, layout and configuration, in plotly.js's own terms.</summary>
public sealed class GenericChart
{
    internal GenericChart(JsonArray traces, JsonObject layout)
    {
        Traces = traces;
        Layout = layout;
    }

    internal JsonArray Traces { get; }

    internal JsonObject Layout { get; }

    /// <summary>An HTML fragment that draws the chart with a plotly.js already on the page.</summary>
    /// <param name="gChart">The chart.</param>
    /// <returns>The same bytes for the same chart.</returns>
    public static string toChartHTML(GenericChart gChart)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        var (data, layout) = (gChart.Traces.ToJsonString(FigureJson.Options), gChart.Layout.ToJsonString(FigureJson.Options));
        var id = FigureJson.IdOf(data + layout);
        return $"""
            <div id="{id}"></div>
            <script type="text/javascript">
            var data = {data};
            var layout = {layout};
            var config = {FigureJson.Config};
            Plotly.newPlot('{id}', data, layout, config);
            </script>
            """;
    }

    internal GenericChart Copy()
    {
        return new GenericChart(Traces.DeepClone().AsArray(), Layout.DeepClone().AsObject());
    }
}
