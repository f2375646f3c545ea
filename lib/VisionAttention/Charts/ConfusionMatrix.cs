using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Which classes are taken for which.</summary>
public static class ConfusionMatrix
{
    private const int MostClasses = 30;

    /// <summary>Draws counts with rows for the true class and columns for the predicted one; colours, and z under the pointer, are shares of a row.</summary>
    /// <param name="counts">[true class, predicted class].</param>
    /// <param name="classNames">A name for each class, at most 30.</param>
    public static GenericChart Of(long[,] counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var table = new double[counts.GetLength(0), counts.GetLength(1)];
        for (var place = 0; place < table.Length; place++)
            table[place / table.GetLength(1), place % table.GetLength(1)] = counts[place / table.GetLength(1), place % table.GetLength(1)];
        return Draw(table, classNames);
    }

    /// <summary>Draws counts that lie in a tensor.</summary>
    /// <param name="counts">[true class, predicted class], whole numbers of any type.</param>
    /// <param name="classNames">A name for each class, at most 30.</param>
    public static GenericChart Of(Tensor counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.ndim != 2)
            throw new ArgumentException($"counts are {Shapes.Text(counts)}, expected [true class, predicted class]");
        return Draw(counts.ToArray2D(), classNames);
    }

    private static GenericChart Draw(double[,] counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        var classes = classNames.Count;
        if (counts.GetLength(0) != classes || counts.GetLength(1) != classes)
            throw new ArgumentException($"counts are [{counts.GetLength(0)}, {counts.GetLength(1)}], but there are {classes} class names");
        if (classes is 0 or > MostClasses)
            throw new ArgumentException($"there are {classes} classes: counts can be read for 1 to {MostClasses}");
        ChartRules.Cells(counts, nameof(counts), count => double.IsFinite(count) && count == Math.Floor(count), "counts are whole numbers");
        ChartRules.Cells(counts, nameof(counts), count => count >= 0, "a count is 0 or more");
        var rows = counts.Rows();
        string[] names = [.. classNames];
        return Chart.Heatmap<double, string, string, string>(
                rows.Select(row => row.Select(count => row.Sum() == 0 ? 0 : Math.Round(100 * count / row.Sum(), 1)).ToArray()).ToArray(),
                Name: "z: share of the true class, %", X: names, Y: names, ColorScale: Palette.Share, ShowScale: false, ReverseYAxis: true)
            .WithCellTexts(rows.Select(row => row.Select(count => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture))))
            .WithXAxisStyle<double, double, string>(TitleText: "predicted class")
            .WithYAxisStyle<double, double, string>(TitleText: "true class")
            .CourseLook(Math.Max(640, 200 + 36 * classes), Math.Max(560, 160 + 32 * classes));
    }
}
