using Plotly.NET;
using Plotly.NET.CSharp;
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
    /// <exception cref="ArgumentException">A window that is not square and odd, or a query outside the map.</exception>
    public static GenericChart Of(double[,] image, double[,] weights, int queryRow, int queryColumn, int? mapSize = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(weights);
        var (height, width, side) = (image.GetLength(0), image.GetLength(1), weights.GetLength(0));
        if (side != weights.GetLength(1) || side % 2 == 0)
            throw new ArgumentException($"weights are [{side}, {weights.GetLength(1)}], expected a square window of odd side");
        var (mapHeight, mapWidth) = (mapSize ?? height, mapSize ?? width);
        if (queryRow < 0 || queryRow >= mapHeight || queryColumn < 0 || queryColumn >= mapWidth)
            throw new ArgumentException($"the query ({queryRow}, {queryColumn}) is outside a map of {mapHeight} rows and {mapWidth} columns");
        var (tall, wide) = ((double)height / mapHeight, (double)width / mapWidth);
        var spread = new double[height, width];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (a, b) = ((int)(row / tall) - queryRow + side / 2, (int)(column / wide) - queryColumn + side / 2);
                spread[row, column] = a >= 0 && a < side && b >= 0 && b < side ? Math.Round(weights[a, b], 4) : 0;
            }
        }
        var (middleX, middleY) = ((queryColumn + 0.5) * wide - 0.5, (queryRow + 0.5) * tall - 0.5);
        var (halfX, halfY) = (side * wide / 2, side * tall / 2);
        var picture = Chart.Combine(
        [
            ImageGrid.Picture(image),
            Chart.Line<double, double, string>(
                Within([middleX - halfX, middleX + halfX, middleX + halfX, middleX - halfX, middleX - halfX], width),
                Within([middleY - halfY, middleY - halfY, middleY + halfY, middleY + halfY, middleY - halfY], height),
                ShowLegend: false, LineColor: Palette.Mark, LineWidth: 2),
            Chart.Point<double, double, string>([middleX], [middleY], ShowLegend: false, MarkerColor: Palette.Mark),
        ]);
        var map = ImageGrid.WithoutAxes(
            Chart.Heatmap<double, double, double, string>(spread.Rows(), ColorScale: StyleParam.Colorscale.Viridis, ShowScale: true, ReverseYAxis: true));
        return Chart.Grid([picture, map], 1, 2, SubPlotTitles: Titles, XGap: 0.08)
            .WithSize(Width: 760, Height: 440);
    }

    private static double[] Within(double[] places, int size)
    {
        return Array.ConvertAll(places, place => Math.Clamp(place, -0.5, size - 0.5));
    }
}
