using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Attention weights as a heat map: a row for each query, a column for each key.</summary>
public static class AttentionHeatMap
{
    private const int MostWritten = 16;
    private const int MostSide = 200;

    /// <summary>Draws the weights; up to 16 tokens with their values in the cells.</summary>
    /// <param name="weights">[queries, keys]; each row sums to 1, or to 0 for a query that may look at nothing.</param>
    /// <param name="tokens">A label for each token, which is query and key; tokens are numbered where left out.</param>
    /// <remarks>
    /// More than 4,096 weights are written in percent of the largest, so that a published notebook stays small. More than 200 rows or columns
    /// are drawn as means over square blocks; the axis titles say so. Labels are left out there.
    /// </remarks>
    public static GenericChart Of(double[,] weights, IReadOnlyList<string>? tokens = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (queries, keys) = (weights.GetLength(0), weights.GetLength(1));
        if (tokens is not null && (queries != tokens.Count || keys != tokens.Count))
            throw new ArgumentException($"weights are [{queries}, {keys}], but there are {tokens.Count} labels");
        ChartRules.WeightRows(weights, nameof(weights));
        var isWritten = Math.Max(queries, keys) <= MostWritten;
        var block = Blocks.Count(Math.Max(queries, keys), MostSide);
        var drawn = Blocks.Means(weights, block);
        var scale = CellScale.OfWeights([drawn], underText: isWritten);
        var chart = tokens is null || block > 1
            ? Map(drawn, scale, Numbers(drawn.GetLength(1), block), Numbers(drawn.GetLength(0), block))
            : Map(drawn, scale, Distinct(tokens), Distinct(tokens));
        if (isWritten)
            chart.WithCellTexts(weights.Rows().Select(row => row.Select(weight => weight.ToString("0.00", CultureInfo.InvariantCulture))));
        var means = block == 1 ? "" : $", means over {block}×{block}";
        var unit = scale.Factor == 1 && means.Length == 0 ? "" : $"<br>colour: {scale.Title}{means}";
        return chart
            .WithXAxisStyle<double, double, string>(TitleText: $"key: the token that is looked at{unit}")
            .WithYAxisStyle<double, double, string>(TitleText: "query: the token that looks")
            .CourseLook(620, unit.Length == 0 ? 520 : 540);
    }

    /// <summary>Draws the weights of one head, such as <c>recorder.InOrder[0][0, head]</c>.</summary>
    /// <inheritdoc cref="Of(double[,], IReadOnlyList{string}?)"/>
    public static GenericChart Of(Tensor weights, IReadOnlyList<string>? tokens = null) => Of(weights.ToArray2D(), tokens);

    private static GenericChart Map<TLabel>(double[,] weights, CellScale scale, TLabel[] x, TLabel[] y)
        where TLabel : IConvertible =>
        Chart.Heatmap<double, TLabel, TLabel, string>(
            weights.Rows(scale.Rounded), Name: scale.Title, X: x, Y: y, ColorScale: scale.Colours, ShowScale: true, ReverseYAxis: true);

    private static int[] Numbers(int count, int block) => [.. Enumerable.Range(0, count).Select(index => index * block)];

    // plotly.js joins equal labels into one row; a number behind the later ones keeps them apart.
    private static string[] Distinct(IReadOnlyList<string> tokens)
    {
        var seen = new Dictionary<string, int>();
        return [.. tokens.Select(token => (seen[token] = seen.GetValueOrDefault(token) + 1) == 1 ? token : $"{token} ({seen[token]})")];
    }
}
