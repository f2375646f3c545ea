using System.Globalization;
using System.Text.Json.Nodes;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>Attention over a picture with a query that the reader moves: two sliders, a click on the picture, or the arrow keys.</summary>
/// <remarks>
/// The C# API of Plotly.NET has no sliders, so that this type shows itself: <see cref="FigureJson"/> is plotly.js JSON with two sliders, which
/// VS Code and JupyterLab draw by themselves; <see cref="Html"/> adds clicks and arrow keys. The still picture shows the query given here.
/// Colours are percent of the query's own largest weight, in whole numbers. At most 14×14 positions are shown: on a larger map a block of
/// positions stands for its queries' mean and its keys' sum, and the figure says so. More than 4,096 numbers are packed, which plotly.js
/// reads since version 2.28; larger pictures are shrunk, so that an output keeps below 200 KiB.
/// </remarks>
public sealed class AttentionExplorer
{
    // Runs after the chart is drawn, where div, both[0] (plotly.js) and both[1] (the figure) are there.
    private const string Moves = """
        .then(function () {
          var maps = both[1].layout.meta, kept = both[1].layout.sliders;
          function now() { return div.layout.sliders.map(function (slider) { return slider.active; }); }
          function move(place) {
            var changes = {};
            place.forEach(function (step, which) {
              step = Math.max(0, Math.min(kept[which].steps.length - 1, step));
              Object.assign(changes, kept[which].steps[step].args[0]);
              changes['sliders[' + which + '].active'] = step;
            });
            both[0].relayout(div, changes);
          }
          div.on('plotly_click', function (event) {
            var point = event.points[0];
            var onPicture = point.curveNumber === 0;
            move(onPicture
              ? [Math.floor((point.y + 0.5) / maps.imageRows * maps.rows), Math.floor((point.x + 0.5) / maps.imageColumns * maps.columns)]
              : [Math.round(point.y) % maps.rows, Math.round(point.x) % maps.columns]);
          });
          div.tabIndex = 0;
          div.setAttribute('role', 'application');
          div.setAttribute('aria-label', 'Attention weights of one query over a picture. The arrow keys move the query.');
          div.addEventListener('keydown', function (event) {
            var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
            if (!step) { return; }
            event.preventDefault();
            event.stopPropagation();
            var at = now();
            move([at[0] + step[0], at[1] + step[1]]);
          });
        })
        """;

    private readonly string _figure;

    private AttentionExplorer(string figure) => _figure = figure;

    /// <summary>Prepares a picture with its weights.</summary>
    /// <param name="image">[rows, columns] or [1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255.</param>
    /// <param name="weights">
    /// Global attention: [N, N] or [heads, N, N]; N = prefixTokens + rows · columns. Local attention: [rows, columns, K, K] or
    /// [heads, rows, columns, K, K]. Such as <c>recorder.InOrder[0][0]</c>. A map has at most 4,096 positions.
    /// </param>
    /// <param name="grid">Rows and columns of the map; a square where left out. Local windows know theirs.</param>
    /// <param name="prefixTokens">Tokens before the map's, such as the class token; they are left out.</param>
    /// <param name="head">The head, from 0; the mean over all heads where left out.</param>
    /// <param name="queryRow">Row of the first query, from 0 at the top; the middle where left out.</param>
    /// <param name="queryColumn">Its column.</param>
    public static AttentionExplorer Of(
        Tensor image, Tensor weights, GridSize? grid = null, long prefixTokens = 0, int? head = null, int? queryRow = null, int? queryColumn = null)
    {
        var picture = PixelPicture.From(image, nameof(image));
        var maps = ExplorerMaps.From(weights, grid, prefixTokens, head);
        var (row, column) = (Asked(queryRow, maps.Grid.Rows, nameof(queryRow)), Asked(queryColumn, maps.Grid.Columns, nameof(queryColumn)));
        return new AttentionExplorer(new ExplorerFigure(picture, maps, row / maps.Block, column / maps.Block).Json());
    }

    /// <summary>The figure: data, layout with two sliders, and configuration.</summary>
    /// <returns>A JSON object.</returns>
    public string FigureJson() => _figure;

    /// <summary>An HTML fragment that draws the figure, and moves the query by clicks and arrow keys too.</summary>
    /// <returns>The same bytes for the same picture and weights.</returns>
    public string Html() => ChartDisplay.Page(_figure, Moves);

    private static int Asked(int? query, long count, string name) => query is < 0 || query >= count
        ? throw new ArgumentException($"{name} {query} is outside a map with {count}: it must be 0 to {count - 1}")
        : query ?? (int)count / 2;
}

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

    private readonly PixelPicture _image = PixelPicture.Fitting([picture], MostPictureBytes)[0];
    private readonly PixelPicture _grey = PixelPicture.Fitting([picture.InGrey()], MostGreyBytes)[0];

    // A white line on a dark band: one of them stands out from any picture. In the order of drawing.
    private readonly Mark[] _marks = [.. ((bool[])[false, true]).SelectMany(isMap => (Mark[])
    [
        .. maps.Window == 0 ? (Mark[])[] : [new(isMap, maps.Window / 2, ChartLook.Ink, 2, "solid"), new(isMap, maps.Window / 2, "#ffffff", 2, "dash")],
        new(isMap, 0, ChartLook.Ink, 6, "solid"), new(isMap, 0, "#ffffff", 2.5, "solid"),
    ])];

    private double Width => LongSide * Math.Min(1.0, (double)_image.Columns / _image.Rows);

    private double Height => LongSide * Math.Min(1.0, (double)_image.Rows / _image.Columns);

    private double PlotWidth => 2 * Width + Between;

    public string Json() => new JsonObject
    {
        ["data"] = new JsonArray(Picture(_image, "", 1), Picture(_grey, "3", 0.75), Heat()),
        ["layout"] = Layout(),
        ["config"] = new JsonObject { ["responsive"] = false, ["showSendToCloud"] = false, ["displayModeBar"] = false },
    }.ToJsonString();

    private static JsonObject Picture(PixelPicture picture, string axis, double opacity) => new()
    {
        ["type"] = "image", ["source"] = picture.Source, ["xaxis"] = "x" + axis, ["yaxis"] = "y" + axis, ["opacity"] = opacity,
        ["hoverinfo"] = axis.Length == 0 ? "none" : "skip",
    };

    private JsonObject Heat() => new()
    {
        ["type"] = "heatmap", ["z"] = Atlas(), ["xaxis"] = "x2", ["yaxis"] = "y2", ["zmin"] = 0, ["zmax"] = 100,
        ["colorscale"] = new JsonArray([.. Palette.Glow.Select(stop => new JsonArray(stop.Place, stop.Colour))]),
        ["colorbar"] = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = "attention weight, % of the largest", ["side"] = "right" }, ["thickness"] = 16, ["x"] = 1.02, ["tickvals"] = new JsonArray(0, 25, 50, 75, 100),
        },
        ["hovertemplate"] = "%{z} % of this query's largest weight<extra></extra>",
    };

    private JsonNode Atlas()
    {
        var (rows, columns) = (maps.Rows, maps.Columns);
        var (tall, wide) = (rows * rows, columns * columns);
        var atlas = new byte[tall * wide];
        for (var query = 0; query < rows * columns; query++)
        {
            var start = query / columns * rows * wide + query % columns * columns;
            foreach (var (row, line) in maps.PercentOf(query).Chunk(columns).Index())
                line.CopyTo(atlas, start + row * wide);
        }
        return atlas.Length > MostPlainCells
            ? new JsonObject { ["dtype"] = "u1", ["bdata"] = Convert.ToBase64String(atlas), ["shape"] = $"{tall}, {wide}" }
            : new JsonArray([.. atlas.Chunk(wide).Select(line => new JsonArray([.. line.Select(value => JsonValue.Create((int)value))]))]);
    }

    private JsonObject Layout()
    {
        var (split, resume) = (Rounded(Width / PlotWidth), Rounded((Width + Between) / PlotWidth));
        return new JsonObject
        {
            ["width"] = (int)Math.Round(Left + PlotWidth + Right), ["height"] = (int)Math.Round(Top + Height + Bottom), ["paper_bgcolor"] = ChartLook.Paper, ["plot_bgcolor"] = ChartLook.Paper,
            ["font"] = new JsonObject { ["family"] = ChartLook.Fonts, ["size"] = 13, ["color"] = ChartLook.Ink },
            ["margin"] = new JsonObject { ["l"] = Left, ["r"] = Right, ["t"] = Top, ["b"] = Bottom, ["autoexpand"] = false },
            ["dragmode"] = false, ["hovermode"] = "closest",
            ["meta"] = new JsonObject { ["rows"] = maps.Rows, ["columns"] = maps.Columns, ["imageRows"] = _image.Rows, ["imageColumns"] = _image.Columns },
            ["xaxis"] = Axis(Line(0, _image.Columns), 0, split, "y"), ["yaxis"] = Axis(Line(_image.Rows, 0), 0, 1, "x"),
            ["xaxis3"] = Axis(Line(0, _grey.Columns), resume, 1, "y3"), ["yaxis3"] = Axis(Line(_grey.Rows, 0), 0, 1, "x3"),
            ["xaxis2"] = Axis(ColumnRange(queryColumn), resume, 1, "y2", over: "x3"), ["yaxis2"] = Axis(RowRange(queryRow), 0, 1, "x2", over: "y3"),
            ["annotations"] = new JsonArray(Note("the picture: click to move the query", split / 2), Note("what this query looks at", (1 + resume) / 2)),
            ["shapes"] = new JsonArray([.. _marks.Select(Shape)]),
            ["sliders"] = new JsonArray(Slider("row", maps.Rows, queryRow, 28, RowChanges), Slider("column", maps.Columns, queryColumn, 98, ColumnChanges)),
        };
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

    private static JsonObject Note(string text, double x) => new()
    {
        ["text"] = text, ["x"] = Rounded(x), ["y"] = 1, ["xref"] = "paper", ["yref"] = "paper", ["xanchor"] = "center", ["yanchor"] = "bottom",
        ["showarrow"] = false, ["yshift"] = 4,
    };

    private JsonObject Shape(Mark mark)
    {
        var ((left, right), (top, bottom)) = (Across(mark, queryColumn), Down(mark, queryRow));
        return new JsonObject
        {
            ["type"] = "rect", ["xref"] = "paper", ["yref"] = "paper", ["x0"] = left, ["x1"] = right, ["y0"] = bottom, ["y1"] = top,
            ["line"] = new JsonObject { ["color"] = mark.Colour, ["width"] = mark.LineWidth, ["dash"] = mark.Dash },
        };
    }

    private JsonObject Slider(string name, int count, int active, int below, Func<int, JsonObject> changes) => new()
    {
        ["active"] = active, ["x"] = 0, ["len"] = 1, ["y"] = 0, ["yanchor"] = "top", ["ticklen"] = 4, ["minorticklen"] = 0,
        ["pad"] = new JsonObject { ["t"] = below, ["b"] = 0, ["l"] = 0, ["r"] = 0 },
        ["font"] = new JsonObject { ["size"] = 10, ["color"] = ChartLook.Ink },
        ["currentvalue"] = new JsonObject
        {
            ["prefix"] = maps.Block == 1 ? $"query {name}: " : $"query {name} (blocks of {maps.Block}×{maps.Block} positions): ", ["font"] = new JsonObject { ["size"] = 13 }, ["offset"] = 6,
        },
        ["steps"] = new JsonArray([.. Enumerable.Range(0, count).Select(step => new JsonObject
        {
            ["label"] = step.ToString(CultureInfo.InvariantCulture), ["method"] = "relayout", ["args"] = new JsonArray(changes(step)),
        })]),
    };

    private JsonObject RowChanges(int row) => Changes("yaxis2.range", RowRange(row), "y1", "y0", mark => Down(mark, row));

    private JsonObject ColumnChanges(int column) => Changes("xaxis2.range", ColumnRange(column), "x0", "x1", mark => Across(mark, column));

    private JsonObject Changes(string axis, JsonArray range, string from, string to, Func<Mark, (double From, double To)> ends)
    {
        var changes = new JsonObject { [axis] = range };
        foreach (var (index, mark) in _marks.Index())
            (changes[$"shapes[{index}].{from}"], changes[$"shapes[{index}].{to}"]) = (ends(mark).From, ends(mark).To);
        return changes;
    }

    private JsonArray RowRange(int row) => Line(row * maps.Rows + (double)maps.Grid.Rows / maps.Block, row * maps.Rows);

    private JsonArray ColumnRange(int column) => Line(column * maps.Columns, column * maps.Columns + (double)maps.Grid.Columns / maps.Block);

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

    private (double From, double To) Span(Mark mark, int place, double positions) =>
        (Math.Max(0, place * maps.Block - mark.Reach) / positions, Math.Min(positions, (place + 1) * maps.Block + mark.Reach) / positions);

    private static JsonArray Line(double from, double to) => new(from - 0.5, to - 0.5);

    private static double Rounded(double share) => Math.Round(share, 4);

    /// <summary>A frame around the query or its window, in the picture or over the map.</summary>
    private readonly record struct Mark(bool IsMap, int Reach, string Colour, double LineWidth, string Dash);
}
