using Plotly.NET;
using Plotly.NET.CSharp;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>A picture with a query pixel and its window, beside the attention weights of that query.</summary>
public static class AttentionOverlay
{
    private static readonly string[] Titles = ["the picture, the query and its window", "attention weight of each position"];

    /// <summary>Draws both over the same pixels; the picture uses the full range from black to white.</summary>
    /// <param name="image">[rows, columns]</param>
    /// <param name="weights">[K, K] on a map whose pixels may be larger than the picture's; they sum to 1.</param>
    /// <param name="queryRow">Row of the query on the map, from 0 at the top.</param>
    /// <param name="queryColumn">Its column.</param>
    /// <param name="mapSize">Side of the map that attends; null where it is the picture itself.</param>
    public static GenericChart Of(double[,] image, double[,] weights, int queryRow, int queryColumn, int? mapSize = null) =>
        Draw(PixelPicture.Stretched(image, nameof(image)), weights, queryRow, queryColumn, mapSize);

    /// <summary>Draws both over the same pixels, the picture in its colours.</summary>
    /// <param name="image">[rows, columns] or [1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255.</param>
    /// <param name="weights">[K, K], as for arrays.</param>
    /// <param name="queryRow">Row of the query on the map, from 0 at the top.</param>
    /// <param name="queryColumn">Its column.</param>
    /// <param name="mapSize">Side of the map that attends; null where it is the picture itself.</param>
    public static GenericChart Of(Tensor image, Tensor weights, int queryRow, int queryColumn, int? mapSize = null) =>
        Draw(PixelPicture.From(image, nameof(image)), weights.ToArray2D(), queryRow, queryColumn, mapSize);

    private static GenericChart Draw(PixelPicture image, double[,] weights, int queryRow, int queryColumn, int? mapSize)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (height, width, side) = (image.Rows, image.Columns, weights.GetLength(0));
        if (side != weights.GetLength(1) || side % 2 == 0)
            throw new ArgumentException($"weights are [{side}, {weights.GetLength(1)}], expected a square window of odd side");
        ChartRules.Weights(weights, nameof(weights));
        var (mapHeight, mapWidth) = (mapSize ?? height, mapSize ?? width);
        if (mapHeight < 1 || mapHeight > height || mapWidth > width)
            throw new ArgumentException($"mapSize {mapHeight} is not between 1 and the sides of the picture, {height}×{width}");
        if (queryRow < 0 || queryRow >= mapHeight || queryColumn < 0 || queryColumn >= mapWidth)
            throw new ArgumentException($"the query ({queryRow}, {queryColumn}) is outside a map of {mapHeight} rows and {mapWidth} columns");
        var spread = new double[mapHeight, mapWidth];
        var (top, left) = (queryRow - side / 2, queryColumn - side / 2);
        for (var row = Math.Max(0, top); row < Math.Min(mapHeight, top + side); row++)
        {
            for (var column = Math.Max(0, left); column < Math.Min(mapWidth, left + side); column++)
                spread[row, column] = weights[row - top, column - left];
        }
        var (tall, wide) = ((double)height / mapHeight, (double)width / mapWidth);
        var shown = PixelPicture.Fitting([image])[0];
        var shrink = (double)image.Rows / shown.Rows;
        var (middleX, middleY) = ((queryColumn + 0.5) * wide - 0.5, (queryRow + 0.5) * tall - 0.5);
        var (halfX, halfY) = (side * wide / 2, side * tall / 2);
        // Places in the picture, held inside of it, in the pixels that are drawn.
        double[] Within(int size, params double[] places) => Array.ConvertAll(places, place => (Math.Clamp(place, -0.5, size - 0.5) + 0.5) / shrink - 0.5);
        var picture = Chart.Combine(
        [
            shown.Drawn(),
            Chart.Line<double, double, string>(
                Within(width, middleX - halfX, middleX + halfX, middleX + halfX, middleX - halfX, middleX - halfX),
                Within(height, middleY - halfY, middleY - halfY, middleY + halfY, middleY + halfY, middleY - halfY),
                ShowLegend: false, LineColor: Palette.Mark, LineWidth: 2),
            Chart.Point<double, double, string>(Within(width, middleX), Within(height, middleY), ShowLegend: false, MarkerColor: Palette.Mark),
        ]);
        var map = Chart.Combine(
            [
                ChartLook.Squares,
                Chart.Heatmap<double, double, double, string>(
                    spread.Rows(weight => Math.Round(weight, 4)), Name: "attention weight", X: Edges(mapWidth, wide), Y: Edges(mapHeight, tall),
                    ColorScale: Palette.From0(0, weights.Range().Largest), ShowScale: true, ReverseYAxis: true),
            ])
            .WithoutAxes()
            .Framed()
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(-0.5, width - 0.5))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(height - 0.5, -0.5));
        return Chart.Grid([picture, map], 1, 2, SubPlotTitles: Titles, XGap: 0.08).CourseLook(760, 410);
    }

    private static double[] Edges(int cells, double size) => [.. Enumerable.Range(0, cells + 1).Select(edge => Math.Round(edge * size - 0.5, 4))];
}
