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
    private readonly string _figure;

    private AttentionExplorer(PixelPicture image, ExplorerMaps maps, int? queryRow, int? queryColumn)
    {
        var row = Asked(queryRow, maps.Grid.Rows, nameof(queryRow)) / maps.Block;
        var column = Asked(queryColumn, maps.Grid.Columns, nameof(queryColumn)) / maps.Block;
        _figure = new ExplorerFigure(image, maps, row, column).Json();
    }

    /// <summary>Prepares a picture with its weights.</summary>
    /// <param name="image">[rows, columns] or [1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255.</param>
    /// <param name="weights">
    /// Global attention: [N, N] or [heads, N, N]; N = prefixTokens + rows · columns. Local attention: [rows, columns, K, K] or
    /// [heads, rows, columns, K, K]. Such as <c>recorder.InOrder[0][0]</c>.
    /// </param>
    /// <param name="grid">Rows and columns of the map; a square where left out. Local windows know theirs.</param>
    /// <param name="prefixTokens">Tokens before the map's, such as the class token; they are left out.</param>
    /// <param name="head">The head, from 0; the mean over all heads where left out.</param>
    /// <param name="queryRow">Row of the first query, from 0 at the top; the middle where left out.</param>
    /// <param name="queryColumn">Its column.</param>
    /// <exception cref="ArgumentException">
    /// Another shape, a map of more than 4,096 positions, a query or head that is not there, weights that are not finite or whose rows have another sum than 1.
    /// </exception>
    public static AttentionExplorer Of(
        Tensor image, Tensor weights, GridSize? grid = null, long prefixTokens = 0, int? head = null, int? queryRow = null, int? queryColumn = null)
    {
        var picture = PixelPicture.From(image, nameof(image));
        return new AttentionExplorer(picture, ExplorerMaps.From(weights, grid, prefixTokens, head), queryRow, queryColumn);
    }

    /// <summary>Prepares a grey picture, [rows, columns] of any numbers, that uses the full range from black to white.</summary>
    /// <inheritdoc cref="Of(Tensor, Tensor, GridSize?, long, int?, int?, int?)"/>
    public static AttentionExplorer Of(
        double[,] image, Tensor weights, GridSize? grid = null, long prefixTokens = 0, int? head = null, int? queryRow = null, int? queryColumn = null)
    {
        var picture = PixelPicture.Stretched(image, nameof(image));
        return new AttentionExplorer(picture, ExplorerMaps.From(weights, grid, prefixTokens, head), queryRow, queryColumn);
    }

    /// <summary>The figure: data, layout with two sliders, and configuration.</summary>
    /// <returns>A JSON object.</returns>
    public string FigureJson()
    {
        return _figure;
    }

    /// <summary>An HTML fragment that draws the figure, and moves the query by clicks and arrow keys too.</summary>
    /// <returns>The same bytes for the same picture and weights.</returns>
    public string Html()
    {
        return ChartDisplay.Page(_figure, ExplorerScript.Moves);
    }

    private static int Asked(int? query, long count, string name)
    {
        return query is < 0 || query >= count
            ? throw new ArgumentException($"{name} {query} is outside a map with {count}: it must be 0 to {count - 1}")
            : query ?? (int)count / 2;
    }
}

/// <summary>What a page adds to the figure of an <see cref="AttentionExplorer"/>: clicks and arrow keys.</summary>
internal static class ExplorerScript
{
    /// <summary>Runs after the chart is drawn, where div, both[0] (plotly.js) and both[1] (the figure) are there.</summary>
    public const string Moves = """
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
}
