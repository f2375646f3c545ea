using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.CSharp;

namespace VisionAttention.Charts;

/// <summary>The one look of the course's charts: a white sheet with dark texts, on every page.</summary>
/// <remarks>
/// A chart cannot know whether its page is light or dark, and no colour of text reads on both: against #ffffff and #1e1e1e at once the best
/// grey reaches 4.1 to 1, less than the 4.5 that WCAG 2.2 asks for (1.4.3). So a chart brings its own white paper. The C# API has no
/// fonts, margins or paper; a chart is marked by <see cref="CourseLook"/>, and <see cref="ChartDisplay"/> writes them into a marked figure.
/// </remarks>
internal static class ChartLook
{
    public const string Paper = "#ffffff";
    public const string Ink = "#1f2328";
    public const string Edge = "#57606a";
    public const string Grid = "#dfe3e8";

    // A legend's revision: plotly.js keeps what a reader hid by a click while it stays the same. As a mark it costs nothing.
    private const string Mark = "course";

    /// <summary>Gives a chart its size and the course's look; called last.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static GenericChart CourseLook(this GenericChart chart, int width, int height)
    {
        return chart.WithSize(Width: width, Height: height).WithLegendStyle(UIRevision: Mark);
    }

    /// <summary>Writes the look into a marked figure's layout; any other stays as it is.</summary>
    /// <param name="layout">plotly.js JSON.</param>
    /// <returns>plotly.js JSON.</returns>
    public static string Applied(string layout)
    {
        // Most figures of others end here, without being read.
        if (!layout.Contains($"\"{Mark}\"", StringComparison.Ordinal))
            return layout;
        var parts = JsonNode.Parse(layout)!.AsObject();
        if (parts["legend"] is not JsonObject legend || (string?)legend["uirevision"] != Mark)
            return layout;
        parts["template"] = new JsonObject
        {
            ["layout"] = Template(),
            ["data"] = new JsonObject { ["scatter"] = new JsonArray(new JsonObject { ["marker"] = new JsonObject { ["size"] = 7 } }) },
        };
        // Beside the template, because a page with a theme of its own may put its template in this one's place.
        parts["paper_bgcolor"] = Paper;
        parts["plot_bgcolor"] = Paper;
        parts["font"] = Font(13);
        foreach (var (_, part) in parts)
        {
            if (part is JsonObject axis && (string?)axis["type"] == "log")
                NumberTicks(axis);
        }
        return parts.ToJsonString();
    }

    private static JsonObject Template()
    {
        return new JsonObject
        {
            ["colorway"] = new JsonArray([.. Palette.Lines.Select(colour => JsonValue.Create(colour))]),
            ["margin"] = new JsonObject { ["l"] = 70, ["r"] = 30, ["t"] = 50, ["b"] = 60 },
            ["xaxis"] = Axis(),
            ["yaxis"] = Axis(),
            ["legend"] = new JsonObject { ["bgcolor"] = "rgba(255,255,255,0.85)", ["font"] = Font(13) },
            ["annotationdefaults"] = new JsonObject { ["font"] = Font(13) },
            ["hoverlabel"] = new JsonObject { ["font"] = new JsonObject { ["size"] = 13 } },
        };
    }

    private static JsonObject Axis()
    {
        return new JsonObject
        {
            // The colour of line, ticks and texts is one, so that a chart hides them all by its own.
            ["color"] = Ink, ["gridcolor"] = Grid,
            ["showline"] = true, ["zeroline"] = false, ["ticks"] = "outside", ["automargin"] = true,
            ["tickfont"] = new JsonObject { ["size"] = 12 },
            ["title"] = new JsonObject { ["font"] = new JsonObject { ["size"] = 14 }, ["standoff"] = 12 },
        };
    }

    // Left to itself plotly.js writes "2" and "5" between 100 and 1000. Whole numbers at 1, 2 and 5 where there is room, else at powers of ten.
    private static void NumberTicks(JsonObject axis)
    {
        if (axis["range"] is not JsonArray range)
            return;
        var decades = Math.Abs((double)range[1]! - (double)range[0]!);
        if (decades < 1)
            return;
        axis["dtick"] = decades <= 3.5 ? "D2" : Math.Ceiling(decades / 12);
        axis["tickformat"] = "~g";
    }

    private static JsonObject Font(int size)
    {
        return new JsonObject { ["family"] = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif", ["size"] = size, ["color"] = Ink };
    }
}
