using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Grey pictures side by side, each with a caption.</summary>
public static class ImageGrid
{
    private const int MostColumns = 6;
    private const int CellPixels = 150;

    /// <summary>Draws the pictures row by row, at most six in a row; each uses the full range from black to white.</summary>
    /// <param name="images">[rows, columns] each.</param>
    /// <param name="captions">A caption for each picture.</param>
    /// <exception cref="ArgumentException">Another number of captions than of pictures, or no picture.</exception>
    public static GenericChart Of(IReadOnlyList<double[,]> images, IReadOnlyList<string> captions)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        if (images.Count == 0 || images.Count != captions.Count)
            throw new ArgumentException($"there are {images.Count} pictures and {captions.Count} captions: each picture needs one, and there must be one picture at least");
        var columns = Math.Min(images.Count, MostColumns);
        var rows = (images.Count + columns - 1) / columns;
        var size = images.Count <= 3 ? 2 * CellPixels : CellPixels;
        return Chart.Grid(images.Select(Picture), rows, columns, SubPlotTitles: captions.ToArray(), XGap: 0.1, YGap: 0.25)
            .WithSize(Width: columns * size + 120, Height: rows * (size + 40) + 120);
    }

    internal static GenericChart Picture(double[,] image)
    {
        return WithoutAxes(Chart.Heatmap<double, double, double, string>(image.Rows(), ColorScale: Palette.Grey, ShowScale: false, ReverseYAxis: true));
    }

    internal static GenericChart WithoutAxes(GenericChart chart)
    {
        return chart
            .WithXAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false)
            .WithYAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false);
    }
}
