using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Maps of one size side by side with one colour scale and one colour bar.</summary>
/// <remarks>
/// All maps are one heat map with empty rows and columns in between: a figure of many charts would scale the colours of each map by itself,
/// and take a trace and two axes for each.
/// </remarks>
internal static class MapGrid
{
    private const int GapPixels = 12;
    private const int TitlePixels = 26;
    private const int TitleRisePixels = 2;
    private const int BesidePixels = 190;
    private const int AboveAndBelowPixels = 120;

    /// <summary>Draws the maps row by row, titles above them where there are some, and below all what is seen; the unit follows.</summary>
    public static GenericChart Of(IReadOnlyList<double[,]> maps, IReadOnlyList<string>? titles, int across, int mapPixels, CellScale scale, string legend)
    {
        var (rows, columns) = (maps[0].GetLength(0), maps[0].GetLength(1));
        var down = Blocks.Count(maps.Count, across);
        var pixels = (double)mapPixels / Math.Max(rows, columns);
        var (gapX, gapY) = (GapPixels / pixels, (titles is null ? GapPixels : GapPixels + TitlePixels) / pixels);
        var (x, y) = (Edges(across, columns, gapX), Edges(down, rows, gapY));
        var top = (titles is null ? 2 : TitlePixels) / pixels;
        var bottom = y[^1] + TitlePixels * 1.5 / pixels;
        List<GenericChart> layers =
        [
            ChartLook.Squares,
            Chart.Heatmap<double, double, double, string>(
                Packed(maps, across, down, scale), Name: scale.Title, ShowLegend: false, X: x, Y: y, ColorScale: scale.Colours, ShowScale: true),
            Frames(x, y, across, maps.Count, columns, rows),
            ChartLook.Texts([x[^1] / 2], [bottom], [$"{legend}; colour: {scale.Title}"], StyleParam.TextPosition.TopCenter),
        ];
        if (titles is not null)
        {
            var places = Enumerable.Range(0, maps.Count).ToArray();
            layers.Add(ChartLook.Texts(
                Array.ConvertAll(places, place => place % across * (columns + gapX) + columns / 2.0),
                Array.ConvertAll(places, place => place / across * (rows + gapY) - TitleRisePixels / pixels), [.. titles], StyleParam.TextPosition.TopCenter));
        }
        return Chart.Combine(layers).WithoutAxes()
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(0.0, x[^1]))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(bottom, -top))
            .CourseLook((int)(x[^1] * pixels) + BesidePixels, (int)((bottom + top) * pixels) + AboveAndBelowPixels);
    }

    // White cells at a map's border would leave the map without a shape. One line for all, broken between frames.
    private static GenericChart Frames(double[] x, double[] y, int across, int maps, int columns, int rows)
    {
        var (alongX, alongY) = (new List<double>(), new List<double>());
        for (var map = 0; map < maps; map++)
        {
            var (left, top) = (x[map % across * (columns + 1)], y[map / across * (rows + 1)]);
            alongX.AddRange([left, left + columns, left + columns, left, left, double.NaN]);
            alongY.AddRange([top, top, top + rows, top + rows, top, double.NaN]);
        }
        return Chart.Line<double, double, string>(alongX, alongY, ShowLegend: false, LineColor: Palette.Frame, LineWidth: 1);
    }

    // Edges of all cells; the empty cell between two maps is as wide as the gap.
    private static double[] Edges(int maps, int cells, double gap) =>
        [.. from map in Enumerable.Range(0, maps) from cell in Enumerable.Range(0, cells + 1) select Math.Round(map * (cells + gap) + cell, 3)];

    private static double[][] Packed(IReadOnlyList<double[,]> maps, int across, int down, CellScale scale)
    {
        var (rows, columns) = (maps[0].GetLength(0), maps[0].GetLength(1));
        double[][] packed = [.. Enumerable.Range(0, down * (rows + 1) - 1).Select(_ => Enumerable.Repeat(double.NaN, across * (columns + 1) - 1).ToArray())];
        foreach (var (index, map) in maps.Index())
        {
            foreach (var (row, line) in map.Rows(scale.Rounded).Index())
                line.CopyTo(packed[index / across * (rows + 1) + row], index % across * (columns + 1));
        }
        return packed;
    }
}

/// <summary>How the numbers of maps are multiplied, rounded and coloured; large maps take few digits, so that a notebook stays small.</summary>
internal sealed record CellScale(double Factor, int Digits, string Title, StyleParam.Colorscale Colours)
{
    // Above this many cells a number has two digits.
    private const int MostExactCells = 4096;

    public double Rounded(double number) => Math.Round(number * Factor, Digits);

    /// <summary>For attention weights: themselves with three digits, or in percent of the largest.</summary>
    public static CellScale OfWeights(IReadOnlyList<double[,]> maps, bool underText = false)
    {
        var (smallest, largest) = (maps.Min(map => map.Range().Smallest), maps.Max(map => map.Range().Largest));
        var scale = Palette.From0(smallest, largest, underText);
        if (maps.Sum(map => map.Length) > MostExactCells && largest > 0)
            return new CellScale(100 / largest, 0, $"attention weight, % of the largest ({largest.ToString("G3", CultureInfo.InvariantCulture)})", scale);
        var digits = largest > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 2, 8) : 2;
        return new CellScale(1, digits, "attention weight", scale);
    }

    /// <summary>For so many cells of cosines: white is 0, whatever the numbers are.</summary>
    public static CellScale OfCosines(double[,] cosines, int cells)
    {
        var (smallest, largest) = cosines.Range();
        var colours = Palette.Around0(smallest, largest);
        return cells > MostExactCells ? new CellScale(100, 0, "cosine similarity, %", colours) : new CellScale(1, 2, "cosine similarity", colours);
    }
}
