using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Which classes are taken for which.</summary>
public static class ConfusionMatrix
{
    /// <summary>Draws counts with rows for the true class and columns for the predicted one; colours are shares of a row.</summary>
    /// <param name="counts">[true class, predicted class].</param>
    /// <param name="classNames">A name for each class.</param>
    /// <exception cref="ArgumentException">Another number of names than of rows or columns.</exception>
    public static GenericChart Of(long[,] counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(classNames);
        var classes = classNames.Count;
        if (counts.GetLength(0) != classes || counts.GetLength(1) != classes)
            throw new ArgumentException($"counts are [{counts.GetLength(0)}, {counts.GetLength(1)}], but there are {classes} class names");
        var shares = new double[classes][];
        var texts = new string[classes][];
        for (var row = 0; row < classes; row++)
        {
            long total = 0;
            for (var column = 0; column < classes; column++)
                total += counts[row, column];
            shares[row] = new double[classes];
            texts[row] = new string[classes];
            for (var column = 0; column < classes; column++)
            {
                shares[row][column] = total == 0 ? 0 : Math.Round((double)counts[row, column] / total, 4);
                texts[row][column] = counts[row, column] == 0 ? "" : counts[row, column].ToString(CultureInfo.InvariantCulture);
            }
        }
        return Chart.AnnotatedHeatmap<double, string, string, string>(
                shares, texts, X: Names(classNames), Y: Names(classNames), ColorScale: Palette.Share, ShowScale: false, ReverseYAxis: true)
            .WithXAxisStyle<double, double, string>(TitleText: "predicted class")
            .WithYAxisStyle<double, double, string>(TitleText: "true class")
            .WithSize(Width: 640, Height: 560);
    }

    private static string[] Names(IReadOnlyList<string> names)
    {
        return [.. names];
    }
}
