using System.Globalization;
using Plotly.NET;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>What each head of a layer looks at, side by side, with one colour scale for all heads.</summary>
public static class HeadGrid
{
    private const int MostHeads = 64;
    private const int MostCells = 40_000;

    /// <summary>Draws the heads row by row, at most four in a row (eight where there are more than sixteen).</summary>
    /// <param name="weights">
    /// [heads, N, N] with a row for each query; or, of one query, [heads, rows, columns] over its map or [heads, K, K] over its window.
    /// </param>
    /// <param name="titles">A title for each head; "head 1" and so on where left out.</param>
    /// <exception cref="ArgumentException">Not three dimensions, no head or more than 64, weights that are not between 0 and 1, or another number of titles.</exception>
    /// <remarks>Heads with more than 40,000 weights together are drawn as means over square blocks; the text below the chart says so.</remarks>
    public static GenericChart Of(Tensor weights, IReadOnlyList<string>? titles = null)
    {
        return Of(weights.ToArray3D(), titles);
    }

    /// <inheritdoc cref="Of(Tensor, IReadOnlyList{string}?)"/>
    public static GenericChart Of(double[,,] weights, IReadOnlyList<string>? titles = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var heads = weights.GetLength(0);
        if (weights.Length == 0 || heads > MostHeads)
            throw new ArgumentException($"weights are [{heads}, {weights.GetLength(1)}, {weights.GetLength(2)}], expected 1 to {MostHeads} heads of one weight or more");
        if (titles is not null && titles.Count != heads)
            throw new ArgumentException($"there are {titles.Count} titles for {heads} heads: each head needs one");
        var maps = weights.Layers();
        for (var head = 0; head < heads; head++)
            MapRules.Weights(maps[head], $"weights of head {head + 1}");
        var block = 1;
        while (heads * (long)Blocks.Count(weights.GetLength(1), block) * Blocks.Count(weights.GetLength(2), block) > MostCells)
            block++;
        maps = Array.ConvertAll(maps, map => Blocks.Means(map, block));
        var ranges = maps.Select(MapRules.Range).ToArray();
        var scale = CellScale.OfWeights(maps.Sum(map => map.Length), ranges.Min(range => range.Smallest), ranges.Max(range => range.Largest));
        var names = titles ?? [.. Enumerable.Range(1, heads).Select(head => string.Create(CultureInfo.InvariantCulture, $"head {head}"))];
        var across = heads > 16 ? 8 : Math.Min(heads, heads is 5 or 6 or 9 ? 3 : 4);
        return MapGrid.Of(maps, names, across, heads > 16 ? 110 : 170, scale, block == 1 ? "one map a head" : $"one map a head, means over {block}×{block} weights");
    }
}
