using System.Globalization;
using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Lays charts out in cells.</summary>
internal sealed class GridBuilder(int rows, int columns, double xGap, double yGap, bool fromBottom, bool coupled)
{
    private static readonly string[] Scenes = ["surface", "scatter3d"];

    private readonly JsonArray _traces = [];
    private readonly JsonObject _layout = new() { ["width"] = 600, ["height"] = 600, ["template"] = TraceBuilder.Template(), ["annotations"] = new JsonArray() };

    public GenericChart Chart => new(_traces, _layout);

    /// <summary>Puts a chart into a cell.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="place">The cell, row by row.</param>
    /// <param name="title">A title above it, or null.</param>
    /// <param name="offset">How far above, share of the height.</param>
    public void Add(GenericChart chart, int place, string? title, double offset)
    {
        var (row, column) = (place / columns, place % columns);
        var fromTop = fromBottom ? rows - 1 - row : row;
        var (left, top) = ((double)column / columns, 1 - (double)fromTop / rows);
        var (right, bottom) = (left + (1 - xGap) / columns, top - (1 - yGap) / rows);
        var x = Number(coupled ? column : place);
        var y = Number(coupled ? row : place);
        var layout = chart.Layout.DeepClone().AsObject();
        foreach (var trace in chart.Traces)
        {
            var placed = trace!.DeepClone().AsObject();
            var kind = (string?)placed["type"] ?? "scatter";
            if (kind == "pie")
                placed["domain"] = new JsonObject { ["x"] = Span(left, right), ["y"] = Span(bottom, top) };
            else if (Scenes.Contains(kind))
                AddScene(placed, layout, Number(place), left, right, bottom, top);
            else
                AddAxes(placed, layout, x, y, left, right, bottom, top);
            _traces.Add(placed);
        }
        AddRest(layout, x, y);
        if (title is not null)
            _layout["annotations"]!.AsArray().Add(TitleOf(title, (left + right) / 2, top + offset));
    }

    private void AddScene(JsonObject trace, JsonObject layout, string number, double left, double right, double bottom, double top)
    {
        trace["scene"] = "scene" + number;
        var scene = layout["scene"]?.DeepClone().AsObject() ?? [];
        scene["domain"] = new JsonObject { ["x"] = Span(left, right), ["y"] = Span(bottom, top) };
        _layout["scene" + number] = scene;
    }

    private void AddAxes(JsonObject trace, JsonObject layout, string x, string y, double left, double right, double bottom, double top)
    {
        trace["xaxis"] = "x" + x;
        trace["yaxis"] = "y" + y;
        AddAxis(layout, "xaxis", x, coupled ? "free" : "y" + y, coupled ? 0 : null, left, right);
        AddAxis(layout, "yaxis", y, coupled ? "free" : "x" + x, coupled ? 0 : null, bottom, top);
    }

    private void AddAxis(JsonObject layout, string kind, string number, string anchor, double? position, double from, double to)
    {
        var axis = layout[kind]?.DeepClone().AsObject() ?? [];
        axis["domain"] = Span(from, to);
        axis["anchor"] = anchor;
        if (position is { } place)
            axis["position"] = place;
        if (_layout[kind + number] is JsonObject shared)
            shared.Merge(axis);
        else
            _layout[kind + number] = axis;
    }

    // Notes and shapes move with their axes; what is left of a layout is common to the whole figure.
    private void AddRest(JsonObject layout, string x, string y)
    {
        foreach (var list in new[] { layout["annotations"], layout["shapes"] }.OfType<JsonArray>())
        {
            foreach (var item in list.OfType<JsonObject>())
            {
                if ((string?)item["xref"] is null or "x")
                    item["xref"] = "x" + x;
                if ((string?)item["yref"] is null or "y")
                    item["yref"] = "y" + y;
            }
        }
        foreach (var own in (string[])["xaxis", "yaxis", "scene", "width", "height", "template", "title"])
            layout.Remove(own);
        _layout.Merge(layout);
    }

    private static string Number(int place)
    {
        return place == 0 ? "" : (place + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static JsonArray Span(double from, double to)
    {
        return [Math.Round(from, 6), Math.Round(to, 6)];
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
