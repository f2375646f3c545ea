using Plotly.NET;
using Plotly.NET.CSharp;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>A picture with a query pixel and its window, beside the attention weights of that query.</summary>
public static class AttentionOverlay
{
    private static readonly string[] Titles = ["the picture, the query and its window", "attention weight of each position"];

    /// <summary>Draws both over the same pixels.</summary>
    /// <param name="image">[rows, columns]</param>
    /// <param name="weights">[K, K] on a map whose pixels may be larger than the picture's; they sum to 1.</param>
    /// <param name="queryRow">Row of the query on the map, from 0 at the top.</param>
    /// <param name="queryColumn">Its column.</param>
    /// <param name="mapSize">Side of the map that attends; null where it is the picture itself.</param>
    /// <exception cref="ArgumentException">A window that is not square and odd, a query outside the map, weights that are not between 0 and 1, or a map larger than the picture.</exception>
    public static GenericChart Of(double[,] image, double[,] weights, int queryRow, int queryColumn, int? mapSize = null)
    {
        return Of(PixelPicture.Stretched(image, nameof(image)), weights, queryRow, queryColumn, mapSize);
    }

    /// <summary>Draws both over the same pixels, the picture in its colours.</summary>
    /// <param name="image">[rows, columns] or [1 or 3, rows, columns]: floats from 0 to 1, or whole numbers from 0 to 255.</param>
    /// <param name="weights">[K, K] on a map whose pixels may be larger than the picture's; they sum to 1.</param>
    /// <param name="queryRow">Row of the query on the map, from 0 at the top.</param>
    /// <param name="queryColumn">Its column.</param>
    /// <param name="mapSize">Side of the map that attends; null where it is the picture itself.</param>
    /// <exception cref="ArgumentException">As for arrays, or a picture of another shape or range.</exception>
    public static GenericChart Of(Tensor image, Tensor weights, int queryRow, int queryColumn, int? mapSize = null)
    {
        return Of(PixelPicture.From(image, nameof(image)), weights.ToArray2D(), queryRow, queryColumn, mapSize);
    }

    private static GenericChart Of(PixelPicture image, double[,] weights, int queryRow, int queryColumn, int? mapSize)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (height, width, side) = (image.Rows, image.Columns, weights.GetLength(0));
        if (side != weights.GetLength(1) || side % 2 == 0)
            throw new ArgumentException($"weights are [{side}, {weights.GetLength(1)}], expected a square window of odd side");
        MapRules.Weights(weights, nameof(weights));
        var (mapHeight, mapWidth) = (mapSize ?? height, mapSize ?? width);
        if (mapHeight < 1 || mapHeight > height || mapWidth > width)
            throw new ArgumentException($"mapSize {mapHeight} is not between 1 and the sides of the picture, {height}×{width}");
        if (queryRow < 0 || queryRow >= mapHeight || queryColumn < 0 || queryColumn >= mapWidth)
            throw new ArgumentException($"the query ({queryRow}, {queryColumn}) is outside a map of {mapHeight} rows and {mapWidth} columns");
        var (tall, wide) = ((double)height / mapHeight, (double)width / mapWidth);
        var spread = new double[mapHeight, mapWidth];
        for (var a = 0; a < side; a++)
        {
            for (var b = 0; b < side; b++)
            {
                var (row, column) = (queryRow + a - side / 2, queryColumn + b - side / 2);
                if (row >= 0 && row < mapHeight && column >= 0 && column < mapWidth)
                    spread[row, column] = weights[a, b];
            }
        }
        var (middleX, middleY) = ((queryColumn + 0.5) * wide - 0.5, (queryRow + 0.5) * tall - 0.5);
        var (halfX, halfY) = (side * wide / 2, side * tall / 2);
        var shown = PixelPicture.Fitting([image])[0];
        var shrink = (double)image.Rows / shown.Rows;
        var picture = Chart.Combine(
        [
            ImageGrid.Picture(shown),
            Chart.Line<double, double, string>(
                Within([middleX - halfX, middleX + halfX, middleX + halfX, middleX - halfX, middleX - halfX], width, shrink),
                Within([middleY - halfY, middleY - halfY, middleY + halfY, middleY + halfY, middleY - halfY], height, shrink),
                ShowLegend: false, LineColor: Palette.Mark, LineWidth: 2),
            Chart.Point<double, double, string>(
                Within([middleX], width, shrink), Within([middleY], height, shrink), ShowLegend: false, MarkerColor: Palette.Mark),
        ]);
        var map = ImageGrid.WithoutAxes(Chart.Combine(
        [
            MapGrid.Squares,
            Chart.Heatmap<double, double, double, string>(
                spread.Rows(weight => Math.Round(weight, 4)), Name: "attention weight", X: Edges(mapWidth, wide), Y: Edges(mapHeight, tall),
                ColorScale: StyleParam.Colorscale.Viridis, ShowScale: true, ReverseYAxis: true),
        ]))
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(-0.5, width - 0.5))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(height - 0.5, -0.5));
        return Chart.Grid([picture, map], 1, 2, SubPlotTitles: Titles, XGap: 0.08)
            .CourseLook(760, 410);
    }

    // Places in the picture, held inside of it, in the pixels that are drawn.
    private static double[] Within(double[] places, int size, double shrink)
    {
        return Array.ConvertAll(places, place => (Math.Clamp(place, -0.5, size - 0.5) + 0.5) / shrink - 0.5);
    }

    private static double[] Edges(int cells, double size)
    {
        return [.. Enumerable.Range(0, cells + 1).Select(edge => Math.Round(edge * size - 0.5, 4))];
    }
}
