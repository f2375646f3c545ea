using System.Globalization;
using System.Text.Json.Nodes;

namespace VisionAttention.Charts;

/// <summary>The figure of an <see cref="AttentionExplorer"/>.</summary>
/// <remarks>
/// The maps of all queries lie side by side in one heat map, of which the axes show one. A slider moves one axis and one side of each mark:
/// two of 14 steps take the place of one with 196 copies of the data, and rows and columns move each by itself.
/// </remarks>
internal sealed class ExplorerFigure(PixelPicture picture, ExplorerMaps maps, int queryRow, int queryColumn)
{
    private const int MostPictureBytes = 32 * 1024;
    private const int MostGreyBytes = 6 * 1024;

    // Above this many cells the numbers are packed, a byte each; plotly.js reads that since 2.28.
    private const int MostPlainCells = 4096;

    private const int LongSide = 340;
    private const int Left = 30;
    private const int Between = 40;
    private const int Right = 100;
    private const int Top = 50;
    private const int Bottom = 170;
    private const string Ink = "#1f2328";

    private readonly PixelPicture _image = PixelPicture.Fitting([picture], MostPictureBytes)[0];
    private readonly PixelPicture _grey = PixelPicture.Fitting([picture.InGrey()], MostGreyBytes)[0];

    private double Width => LongSide * Math.Min(1.0, (double)_image.Columns / _image.Rows);

    private double Height => LongSide * Math.Min(1.0, (double)_image.Rows / _image.Columns);

    private double WholeWidth => Left + 2 * Width + Between + Right;

    private double WholeHeight => Top + Height + Bottom;

    private double PlotWidth => 2 * Width + Between;

    public string Json()
    {
        return new JsonObject
        {
            ["data"] = new JsonArray(Picture(_image, "", 1), Picture(_grey, "3", 0.75), Heat()),
            ["layout"] = Layout(),
            ["config"] = new JsonObject { ["responsive"] = false, ["showSendToCloud"] = false, ["displayModeBar"] = false },
        }.ToJsonString();
    }

    private static JsonObject Picture(PixelPicture picture, string axis, double opacity)
    {
        return new JsonObject
        {
            ["type"] = "image", ["source"] = picture.Source, ["xaxis"] = "x" + axis, ["yaxis"] = "y" + axis, ["opacity"] = opacity,
            ["hoverinfo"] = axis.Length == 0 ? "none" : "skip",
        };
    }

    private JsonObject Heat()
    {
        return new JsonObject
        {
            ["type"] = "heatmap", ["z"] = Atlas(), ["xaxis"] = "x2", ["yaxis"] = "y2", ["zmin"] = 0, ["zmax"] = 100,
            ["colorscale"] = new JsonArray([.. Palette.Glow.Select(stop => new JsonArray(stop.Place, stop.Colour))]),
            ["colorbar"] = new JsonObject
            {
                ["title"] = new JsonObject { ["text"] = "attention weight, % of the largest", ["side"] = "right" }, ["thickness"] = 16, ["x"] = 1.02, ["tickvals"] = new JsonArray(0, 25, 50, 75, 100),
            },
            ["hovertemplate"] = "%{z} % of this query's largest weight<extra></extra>",
        };
    }

    private JsonNode Atlas()
    {
        var (rows, columns) = (maps.Rows, maps.Columns);
        var (tall, wide) = (rows * rows, columns * columns);
        var atlas = new byte[tall * wide];
        for (var query = 0; query < rows * columns; query++)
        {
            var (top, left) = (query / columns * rows, query % columns * columns);
            var percent = maps.PercentOf(query);
            for (var key = 0; key < percent.Length; key++)
                atlas[(top + key / columns) * wide + left + key % columns] = percent[key];
        }
        return atlas.Length > MostPlainCells
            ? new JsonObject { ["dtype"] = "u1", ["bdata"] = Convert.ToBase64String(atlas), ["shape"] = $"{tall}, {wide}" }
            : new JsonArray([.. atlas.Chunk(wide).Select(line => new JsonArray([.. line.Select(value => JsonValue.Create((int)value))]))]);
    }

    private JsonObject Layout()
    {
        var (split, resume) = (Rounded(Width / PlotWidth), Rounded((Width + Between) / PlotWidth));
        var layout = new JsonObject
        {
            ["width"] = (int)Math.Round(WholeWidth), ["height"] = (int)Math.Round(WholeHeight), ["paper_bgcolor"] = "#ffffff", ["plot_bgcolor"] = "#ffffff",
            ["font"] = new JsonObject { ["family"] = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif", ["size"] = 13, ["color"] = Ink },
            ["margin"] = new JsonObject { ["l"] = Left, ["r"] = Right, ["t"] = Top, ["b"] = Bottom, ["autoexpand"] = false },
            ["dragmode"] = false, ["hovermode"] = "closest",
            ["meta"] = new JsonObject { ["rows"] = maps.Rows, ["columns"] = maps.Columns, ["imageRows"] = _image.Rows, ["imageColumns"] = _image.Columns },
            ["xaxis"] = Axis(Line(0, _image.Columns), 0, split, "y"), ["yaxis"] = Axis(Line(_image.Rows, 0), 0, 1, "x"),
            ["xaxis3"] = Axis(Line(0, _grey.Columns), resume, 1, "y3"), ["yaxis3"] = Axis(Line(_grey.Rows, 0), 0, 1, "x3"),
            ["xaxis2"] = Axis(ColumnRange(queryColumn), resume, 1, "y2", over: "x3"), ["yaxis2"] = Axis(RowRange(queryRow), 0, 1, "x2", over: "y3"),
            ["annotations"] = new JsonArray(Note("the picture: click to move the query", split / 2), Note("what this query looks at", (1 + resume) / 2)),
            ["shapes"] = new JsonArray([.. Marks().Select(Shape)]),
            ["sliders"] = new JsonArray(Slider("row", maps.Rows, queryRow, 28, RowChanges), Slider("column", maps.Columns, queryColumn, 98, ColumnChanges)),
        };
        return layout;
    }

    private static JsonObject Axis(JsonArray range, double from, double to, string anchor, string? over = null)
    {
        var axis = new JsonObject
        {
            ["range"] = range, ["domain"] = new JsonArray(from, to), ["anchor"] = anchor, ["visible"] = false, ["fixedrange"] = true, ["autorange"] = false,
        };
        if (over is not null)
            axis["overlaying"] = over;
        return axis;
    }

    private static JsonObject Note(string text, double x)
    {
        return new JsonObject
        {
            ["text"] = text, ["x"] = Rounded(x), ["y"] = 1, ["xref"] = "paper", ["yref"] = "paper", ["xanchor"] = "center", ["yanchor"] = "bottom",
            ["showarrow"] = false, ["yshift"] = 4,
        };
    }

    // A white line on a dark band: one of them stands out from any picture. In the order of drawing.
    private List<Mark> Marks()
    {
        List<Mark> marks = [];
        foreach (var isMap in (bool[])[false, true])
        {
            if (maps.Window > 0)
            {
                marks.Add(new Mark(isMap, maps.Window / 2, Ink, 2, "solid"));
                marks.Add(new Mark(isMap, maps.Window / 2, "#ffffff", 2, "dash"));
            }
            marks.Add(new Mark(isMap, 0, Ink, 6, "solid"));
            marks.Add(new Mark(isMap, 0, "#ffffff", 2.5, "solid"));
        }
        return marks;
    }

    private JsonObject Shape(Mark mark)
    {
        var ((left, right), (top, bottom)) = (Across(mark, queryColumn), Down(mark, queryRow));
        return new JsonObject
        {
            ["type"] = "rect", ["xref"] = "paper", ["yref"] = "paper", ["x0"] = left, ["x1"] = right, ["y0"] = bottom, ["y1"] = top,
            ["line"] = new JsonObject { ["color"] = mark.Colour, ["width"] = mark.LineWidth, ["dash"] = mark.Dash },
        };
    }

    private JsonObject Slider(string name, int count, int active, int below, Func<int, JsonObject> changes)
    {
        return new JsonObject
        {
            ["active"] = active, ["x"] = 0, ["len"] = 1, ["y"] = 0, ["yanchor"] = "top", ["ticklen"] = 4, ["minorticklen"] = 0,
            ["pad"] = new JsonObject { ["t"] = below, ["b"] = 0, ["l"] = 0, ["r"] = 0 },
            ["font"] = new JsonObject { ["size"] = 10, ["color"] = Ink },
            ["currentvalue"] = new JsonObject
            {
                ["prefix"] = maps.Block == 1 ? $"query {name}: " : $"query {name} (blocks of {maps.Block}×{maps.Block} positions): ", ["font"] = new JsonObject { ["size"] = 13 }, ["offset"] = 6,
            },
            ["steps"] = new JsonArray([.. Enumerable.Range(0, count).Select(step => new JsonObject
            {
                ["label"] = step.ToString(CultureInfo.InvariantCulture), ["method"] = "relayout", ["args"] = new JsonArray(changes(step)),
            })]),
        };
    }

    private JsonObject RowChanges(int row)
    {
        var changes = new JsonObject { ["yaxis2.range"] = RowRange(row) };
        foreach (var (index, mark) in Marks().Index())
            (changes[$"shapes[{index}].y1"], changes[$"shapes[{index}].y0"]) = Pair(Down(mark, row));
        return changes;
    }

    private JsonObject ColumnChanges(int column)
    {
        var changes = new JsonObject { ["xaxis2.range"] = ColumnRange(column) };
        foreach (var (index, mark) in Marks().Index())
            (changes[$"shapes[{index}].x0"], changes[$"shapes[{index}].x1"]) = Pair(Across(mark, column));
        return changes;
    }

    private JsonArray RowRange(int row)
    {
        return Line(row * maps.Rows + (double)maps.Grid.Rows / maps.Block, row * maps.Rows);
    }

    private JsonArray ColumnRange(int column)
    {
        return Line(column * maps.Columns, column * maps.Columns + (double)maps.Grid.Columns / maps.Block);
    }

    // Shares of the paper, held inside of the map.
    private (double From, double To) Across(Mark mark, int column)
    {
        var (start, width) = (mark.IsMap ? (Width + Between) / PlotWidth : 0, Width / PlotWidth);
        var (from, to) = Span(mark, column, maps.Grid.Columns);
        return (Rounded(start + from * width), Rounded(start + to * width));
    }

    private (double From, double To) Down(Mark mark, int row)
    {
        var (from, to) = Span(mark, row, maps.Grid.Rows);
        return (Rounded(1 - from), Rounded(1 - to));
    }

    private (double From, double To) Span(Mark mark, int place, long positions)
    {
        var (from, to) = ((long)place * maps.Block - mark.Reach, (place + 1L) * maps.Block + mark.Reach);
        return (Math.Max(0, from) / (double)positions, Math.Min(positions, to) / (double)positions);
    }

    private static JsonArray Line(double from, double to)
    {
        return new JsonArray(from - 0.5, to - 0.5);
    }

    private static (JsonNode From, JsonNode To) Pair((double From, double To) pair)
    {
        return (pair.From, pair.To);
    }

    private static double Rounded(double share)
    {
        return Math.Round(share, 4);
    }

    /// <summary>A frame around the query or its window, in the picture or over the map.</summary>
    private readonly record struct Mark(bool IsMap, int Reach, string Colour, double LineWidth, string Dash);
}
