using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Attention weights as a heat map: a row for each query, a column for each key.</summary>
public static class AttentionHeatMap
{
    /// <summary>Draws the weights with their values in the cells.</summary>
    /// <param name="weights">[queries, keys]; each row sums to 1.</param>
    /// <param name="tokens">A label for each token, which is query and key.</param>
    /// <exception cref="ArgumentException">Another number of labels than of rows or columns.</exception>
    public static GenericChart Of(double[,] weights, IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(tokens);
        if (weights.GetLength(0) != tokens.Count || weights.GetLength(1) != tokens.Count)
            throw new ArgumentException($"weights are [{weights.GetLength(0)}, {weights.GetLength(1)}], but there are {tokens.Count} labels");
        var labels = Distinct(tokens);
        var rows = weights.Rows();
        var texts = rows.Select(row => row.Select(weight => weight.ToString("0.00", CultureInfo.InvariantCulture)));
        return Chart.AnnotatedHeatmap<double, string, string, string>(
                rows, texts, X: labels, Y: labels, ColorScale: Palette.Share, ShowScale: true, ReverseYAxis: true)
            .WithXAxisStyle<double, double, string>(TitleText: "key: the token that is looked at")
            .WithYAxisStyle<double, double, string>(TitleText: "query: the token that looks")
            .WithSize(Width: 620, Height: 520);
    }

    // plotly.js joins equal labels into one row; a number behind the later ones keeps them apart.
    private static string[] Distinct(IReadOnlyList<string> tokens)
    {
        var seen = new Dictionary<string, int>();
        var labels = new string[tokens.Count];
        for (var index = 0; index < labels.Length; index++)
        {
            var count = seen[tokens[index]] = seen.GetValueOrDefault(tokens[index]) + 1;
            labels[index] = count == 1 ? tokens[index] : $"{tokens[index]} ({count})";
        }
        return labels;
    }
}
