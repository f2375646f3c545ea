using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Makes charts.</summary>
public static partial class Chart
{
    /// <summary>Several charts in one pair of axes.</summary>
    /// <param name="gCharts">The charts; where two say different things about the layout, the later one wins.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts)
    {
        ArgumentNullException.ThrowIfNull(gCharts);
        var charts = gCharts.ToArray();
        if (charts.Length == 0)
            throw new ArgumentException("there are no charts to combine: give at least one");
        var combined = charts[0].Copy();
        foreach (var chart in charts[1..])
        {
            combined.Layout.Merge(chart.Layout);
            foreach (var trace in chart.Traces)
                combined.Traces.Add(trace!.DeepClone());
        }
        return combined;
    }

    /// <summary>A chart of nothing, without axes: a gap in a grid.</summary>
    public static GenericChart Invisible()
    {
        JsonObject Hidden() => new() { ["showticklabels"] = false, ["showline"] = false, ["showgrid"] = false, ["zeroline"] = false, ["ticks"] = "" };
        return new GenericChart(
            new JsonArray(new JsonObject { ["type"] = "scatter", ["visible"] = false }),
            new JsonObject { ["xaxis"] = Hidden(), ["yaxis"] = Hidden() });
    }
}
