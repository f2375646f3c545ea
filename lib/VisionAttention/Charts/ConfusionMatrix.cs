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
    /// <exception cref="ArgumentException">Another number of names than of rows or columns, no class or too many, or a count below 0.</exception>
    public static GenericChart Of(long[,] counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(classNames);
        var classes = classNames.Count;
        if (counts.GetLength(0) != classes || counts.GetLength(1) != classes)
            throw new ArgumentException($"counts are [{counts.GetLength(0)}, {counts.GetLength(1)}], but there are {classes} class names");
        if (classes is 0 or > MostClasses)
            throw new ArgumentException($"there are {classes} classes: counts can be read for 1 to {MostClasses}");
        var shares = new double[classes][];
        var texts = new string[classes][];
        for (var row = 0; row < classes; row++)
        {
            var total = RowTotal(counts, row);
            shares[row] = new double[classes];
            texts[row] = new string[classes];
            for (var column = 0; column < classes; column++)
            {
                shares[row][column] = total == 0 ? 0 : Math.Round(100.0 * counts[row, column] / total, 1);
                texts[row][column] = counts[row, column] == 0 ? "" : counts[row, column].ToString(CultureInfo.InvariantCulture);
            }
        }
        return Chart.Heatmap<double, string, string, string>(
                shares, Name: "z: share of the true class, %", X: Names(classNames), Y: Names(classNames),
                ColorScale: Palette.Share, ShowScale: false, ReverseYAxis: true)
            .WithCellTexts(texts)
            .WithXAxisStyle<double, double, string>(TitleText: "predicted class")
            .WithYAxisStyle<double, double, string>(TitleText: "true class")
            .CourseLook(Math.Max(640, 200 + 36 * classes), Math.Max(560, 160 + 32 * classes));
    }

    /// <summary>Draws counts that lie in a tensor.</summary>
    /// <param name="counts">[true class, predicted class], whole numbers of any type.</param>
    /// <param name="classNames">A name for each class, at most 30.</param>
    /// <inheritdoc cref="Of(long[,], IReadOnlyList{string})"/>
    public static GenericChart Of(Tensor counts, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.ndim != 2)
            throw new ArgumentException($"counts are {Shapes.Text(counts)}, expected [true class, predicted class]");
        var numbers = counts.ToArray2D();
        var whole = new long[numbers.GetLength(0), numbers.GetLength(1)];
        for (var row = 0; row < whole.GetLength(0); row++)
        {
            for (var column = 0; column < whole.GetLength(1); column++)
            {
                if (numbers[row, column] != Math.Floor(numbers[row, column]) || !double.IsFinite(numbers[row, column]))
                    throw new ArgumentException($"counts[{row}, {column}] is {MapRules.Text(numbers[row, column])}: counts are whole numbers");
                whole[row, column] = (long)numbers[row, column];
            }
        }
        return Of(whole, classNames);
    }

    private static long RowTotal(long[,] counts, int row)
    {
        var total = 0L;
        for (var column = 0; column < counts.GetLength(1); column++)
        {
            if (counts[row, column] < 0)
                throw new ArgumentException($"counts[{row}, {column}] is {counts[row, column]}: a count is 0 or more");
            total += counts[row, column];
        }
        return total;
    }

    private static string[] Names(IReadOnlyList<string> names)
    {
        return [.. names];
    }
}
