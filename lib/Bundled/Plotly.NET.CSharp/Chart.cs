using System.Globalization;
using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    private const double PlotShare = 0.85;

    /// <summary>Several charts in one pair of axes.</summary>
    /// <param name="gCharts">The charts; the first one's layout wins.</param>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts)
    {
        ArgumentNullException.ThrowIfNull(gCharts);
        var charts = gCharts.ToArray();
        if (charts.Length == 0)
            throw new ArgumentException("there are no charts to combine: give at least one");
        var combined = charts[0].Copy();
        foreach (var chart in charts[1..])
        {
            foreach (var trace in chart.Traces)
                combined.Traces.Add(trace!.DeepClone());
        }
        return combined;
    }

    /// <summary>Several charts side by side.</summary>
    /// <param name="gCharts">The charts, row by row.</param>
    /// <param name="nRows">Rows of the grid.</param>
    /// <param name="nCols">Columns of the grid.</param>
    /// <param name="SubPlotTitles">A title above each chart.</param>
    /// <param name="Pattern">Whether charts share axes.</param>
    /// <param name="XGap">Share of a cell between columns, 0 to 1.</param>
    /// <param name="YGap">Share of a cell between rows, 0 to 1.</param>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default)
    {
        ArgumentNullException.ThrowIfNull(gCharts);
        var charts = gCharts.ToArray();
        if (charts.Length == 0 || charts.Length > nRows * nCols)
            throw new ArgumentException($"{charts.Length} charts do not fit a grid of {nRows} rows and {nCols} columns");
        var (xGap, yGap) = (XGap.IsSome ? XGap.Value : 1 - PlotShare, YGap.IsSome ? YGap.Value : 1 - PlotShare);
        var layout = new JsonObject { ["width"] = 600, ["height"] = 600, ["template"] = Template(), ["annotations"] = new JsonArray() };
        var traces = new JsonArray();
        var titles = SubPlotTitles.IsSome ? SubPlotTitles.Value.ToArray() : [];
        for (var place = 0; place < charts.Length; place++)
        {
            var (row, column) = (place / nCols, place % nCols);
            var (left, top) = ((double)column / nCols, 1 - (double)row / nRows);
            var (right, bottom) = (left + (1 - xGap) / nCols, top - (1 - yGap) / nRows);
            var number = place == 0 ? "" : (place + 1).ToString(CultureInfo.InvariantCulture);
            AddAxis(layout, charts[place], "xaxis", number, "y" + number, left, right);
            AddAxis(layout, charts[place], "yaxis", number, "x" + number, bottom, top);
            foreach (var trace in charts[place].Traces)
            {
                var placed = trace!.DeepClone().AsObject();
                placed["xaxis"] = "x" + number;
                placed["yaxis"] = "y" + number;
                traces.Add(placed);
            }
            if (place < titles.Length)
                layout["annotations"]!.AsArray().Add(TitleOf(titles[place], (left + right) / 2, top));
        }
        return new GenericChart(traces, layout);
    }

    private static void AddAxis(JsonObject layout, GenericChart chart, string kind, string number, string anchor, double from, double to)
    {
        var axis = chart.Layout[kind]?.DeepClone().AsObject() ?? [];
        axis["domain"] = new JsonArray(Math.Round(from, 6), Math.Round(to, 6));
        axis["anchor"] = anchor;
        layout[kind + number] = axis;
    }

    private static JsonObject TitleOf(string text, double x, double y)
    {
        return new JsonObject
        {
            ["text"] = text, ["x"] = Math.Round(x, 6), ["y"] = Math.Round(y, 6), ["xref"] = "paper", ["yref"] = "paper",
            ["xanchor"] = "center", ["yanchor"] = "bottom", ["showarrow"] = false, ["font"] = new JsonObject { ["size"] = 12 },
        };
    }
}
