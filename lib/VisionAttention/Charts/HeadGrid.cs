using Plotly.NET;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>What each head of a layer looks at, side by side, with one colour scale for all heads.</summary>
public static class HeadGrid
{
    private const int MostHeads = 64;
    private const int MostCells = 40_000;

    /// <summary>Draws the heads row by row, at most four in a row (eight where there are more than sixteen).</summary>
    /// <param name="weights">
    /// [heads, N, N] with a row for each query; or, of one query, [heads, rows, columns] over its map or [heads, K, K] over its window. At most 64 heads.
    /// </param>
    /// <param name="titles">A title for each head; "head 0" and so on where left out.</param>
    /// <remarks>Heads with more than 40,000 weights together are drawn as means over square blocks; the text below the chart says so.</remarks>
    public static GenericChart Of(Tensor weights, IReadOnlyList<string>? titles = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.ndim != 3)
            throw new ArgumentException($"the tensor is {Shapes.Text(weights)}, expected 3 dimensions");
        using var scope = NewDisposeScope();
        var (heads, rows, columns) = ((int)weights.shape[0], (int)weights.shape[1], (int)weights.shape[2]);
        if (weights.numel() == 0 || heads > MostHeads)
            throw new ArgumentException($"weights are {Shapes.Text(weights)}, expected 1 to {MostHeads} heads of one weight or more");
        if (titles is not null && titles.Count != heads)
            throw new ArgumentException($"there are {titles.Count} titles for {heads} heads: each head needs one");
        double[][,] maps = [.. Enumerable.Range(0, heads).Select(head => weights[head].ToArray2D())];
        foreach (var (head, map) in maps.Index())
            ChartRules.Weights(map, $"weights of head {head}");
        var block = Blocks.Fitting(MostCells, block => heads * (long)Blocks.Count(rows, block) * Blocks.Count(columns, block));
        maps = Array.ConvertAll(maps, map => Blocks.Means(map, block));
        var scale = CellScale.OfWeights(maps);
        var across = heads > 16 ? 8 : Math.Min(heads, heads is 5 or 6 or 9 ? 3 : 4);
        return MapGrid.Of(
            maps, titles ?? [.. Enumerable.Range(0, heads).Select(head => $"head {head}")], across, heads > 16 ? 110 : 170, scale,
            block == 1 ? "one map a head" : $"one map a head, means over {block}×{block} weights");
    }
}
