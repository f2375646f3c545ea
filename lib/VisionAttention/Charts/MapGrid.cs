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

    private static readonly int[][][] OnePixel = [[[0, 0, 0, 0]]];

    /// <summary>Draws the maps row by row.</summary>
    /// <param name="maps">[rows, columns] each, of one size.</param>
    /// <param name="titles">A title above each map; null for none.</param>
    /// <param name="across">Maps in a row.</param>
    /// <param name="mapPixels">The longer side of a map.</param>
    /// <param name="scale">How numbers become colours.</param>
    /// <param name="legend">What is seen, below the maps; the unit follows.</param>
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
            Squares,
            Chart.Heatmap<double, double, double, string>(
                Packed(maps, across, down, scale), Name: scale.Title, ShowLegend: false, X: x, Y: y, ColorScale: scale.Colours, ShowScale: true),
            Frames(x, y, across, maps.Count, columns, rows),
            Texts([x[^1] / 2], [bottom], [$"{legend}; colour: {scale.Title}"], StyleParam.TextPosition.TopCenter),
        ];
        if (titles is not null)
        {
            var places = Enumerable.Range(0, maps.Count).ToArray();
            layers.Add(Texts(
                [.. places.Select(place => place % across * (columns + gapX) + columns / 2.0)],
                [.. places.Select(place => place / across * (rows + gapY) - TitleRisePixels / pixels)], [.. titles], StyleParam.TextPosition.TopCenter));
        }
        return ImageGrid.WithoutAxes(Chart.Combine(layers))
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(0.0, x[^1]))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(bottom, -top))
            .CourseLook((int)(x[^1] * pixels) + BesidePixels, (int)((bottom + top) * pixels) + AboveAndBelowPixels);
    }

    /// <summary>A chart that cannot be seen: plotly.js gives axes that bear a picture equal units, and the C# API has no other way to ask for them.</summary>
    public static GenericChart Squares => Chart.Image<string>(
        Z: OnePixel, ColorModel: StyleParam.ColorModel.RGBA, Opacity: 0, ShowLegend: false);

    private static GenericChart Texts(double[] x, double[] y, string[] texts, StyleParam.TextPosition position)
    {
        return Chart.Scatter<double, double, string>(x, y, StyleParam.Mode.Text, MultiText: texts, TextPosition: position, ShowLegend: false);
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
    private static double[] Edges(int maps, int cells, double gap)
    {
        var edges = new List<double>();
        for (var map = 0; map < maps; map++)
        {
            for (var cell = 0; cell <= cells; cell++)
                edges.Add(Math.Round(map * (cells + gap) + cell, 3));
        }
        return [.. edges];
    }

    private static double[][] Packed(IReadOnlyList<double[,]> maps, int across, int down, CellScale scale)
    {
        var (rows, columns) = (maps[0].GetLength(0), maps[0].GetLength(1));
        var packed = new double[down * (rows + 1) - 1][];
        for (var row = 0; row < packed.Length; row++)
        {
            packed[row] = new double[across * (columns + 1) - 1];
            Array.Fill(packed[row], double.NaN);
        }
        for (var index = 0; index < maps.Count; index++)
        {
            var (top, left) = (index / across * (rows + 1), index % across * (columns + 1));
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    packed[top + row][left + column] = scale.Rounded(maps[index][row, column]);
            }
        }
        return packed;
    }
}

/// <summary>How the numbers of a map are rounded and coloured; large maps take few digits, so that a notebook stays small.</summary>
/// <param name="Factor">What a number is multiplied by.</param>
/// <param name="Digits">Digits kept after the point.</param>
/// <param name="Title">What the colours are, with their unit.</param>
/// <param name="Colours">The colour scale.</param>
internal sealed record CellScale(double Factor, int Digits, string Title, StyleParam.Colorscale Colours)
{
    // Above this many cells a number has two digits.
    private const int MostExactCells = 4096;

    public double Rounded(double number)
    {
        return Math.Round(number * Factor, Digits);
    }

    /// <summary>For attention weights: themselves with three digits, or in percent of the largest.</summary>
    public static CellScale OfWeights(int cells, double smallest, double largest, bool underText = false)
    {
        var scale = Palette.From0(smallest, largest, underText);
        if (cells > MostExactCells && largest > 0)
            return new CellScale(100 / largest, 0, $"attention weight, % of the largest ({largest.ToString("G3", CultureInfo.InvariantCulture)})", scale);
        var digits = largest > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 2, 8) : 2;
        return new CellScale(1, digits, "attention weight", scale);
    }

    /// <summary>For cosines: white is 0, whatever the numbers are.</summary>
    public static CellScale OfCosines(int cells, double smallest, double largest)
    {
        var colours = Palette.Around0(smallest, largest);
        return cells > MostExactCells
            ? new CellScale(100, 0, "cosine similarity, %", colours)
            : new CellScale(1, 2, "cosine similarity", colours);
    }
}
