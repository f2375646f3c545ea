using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>The weights of every query over the whole map, small enough for one figure.</summary>
/// <param name="Rows">Rows of queries, and of keys.</param>
/// <param name="Columns">Columns of both.</param>
/// <param name="Block">Positions of the map that one row or column stands for.</param>
/// <param name="Grid">The map that attends.</param>
/// <param name="Window">Side of a local window in positions of the map; 0 for global attention.</param>
/// <param name="Weights">[rows, columns, rows, columns] flat: query, then key.</param>
internal sealed record ExplorerMaps(int Rows, int Columns, int Block, GridSize Grid, int Window, double[] Weights)
{
    // 14 rows of 14.
    private const int MostQueries = 196;
    private const int MostPositions = 4096;

    public static ExplorerMaps From(Tensor weights, GridSize? grid, long prefixTokens, int? head)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (prefixTokens < 0)
            throw new ArgumentException($"prefixTokens {prefixTokens} is below 0");
        using var scope = NewDisposeScope();
        return weights.ndim switch
        {
            2 => Global(weights, grid, prefixTokens),
            3 => Global(OneHead(weights, head), grid, prefixTokens),
            4 => Local(weights, grid, prefixTokens),
            5 => Local(OneHead(weights, head), grid, prefixTokens),
            _ => throw new ArgumentException(
                $"weights are {Shapes.Text(weights)}, expected [N, N] or [heads, N, N], or [rows, columns, K, K] or [heads, rows, columns, K, K] of one picture"),
        };
    }

    /// <summary>Share of its largest weight in percent, for each key of a query.</summary>
    public byte[] PercentOf(int query)
    {
        var own = Weights.AsSpan(query * Rows * Columns, Rows * Columns).ToArray();
        var largest = own.Max();
        return Array.ConvertAll(own, weight => largest == 0 ? (byte)0 : (byte)Math.Round(100 * weight / largest));
    }

    private static Tensor OneHead(Tensor weights, int? head)
    {
        var heads = weights.shape[0];
        if (heads == 0 || head < 0 || head >= heads)
            throw new ArgumentException($"head {head} is not one of the {heads} heads of weights {Shapes.Text(weights)}, counted from 0");
        return head is { } one ? weights[one] : weights.mean([0L]);
    }

    private static ExplorerMaps Global(Tensor weights, GridSize? given, long prefixTokens)
    {
        var tokens = weights.shape[0];
        if (tokens != weights.shape[1])
            throw new ArgumentException($"weights of a head are {Shapes.Text(weights)}, expected as many keys as queries");
        var side = (long)Math.Round(Math.Sqrt(Math.Max(tokens - prefixTokens, 0)));
        if (given is null && (side == 0 || side * side != tokens - prefixTokens))
            throw new ArgumentException($"{tokens - prefixTokens} tokens without {prefixTokens} prefix tokens are no square map: give grid, or prefixTokens: 1 for a class token");
        var grid = given ?? new GridSize(side, side);
        grid.CheckTokens(weights, 0, prefixTokens, nameof(weights), nameof(grid));
        var maps = Empty(grid, window: 0);
        var table = Checked(weights);
        for (var query = 0; query < grid.Count; query++)
        {
            for (var key = 0; key < grid.Count; key++)
                maps.Add(query, key, table[query + prefixTokens, key + prefixTokens]);
        }
        return maps;
    }

    private static ExplorerMaps Local(Tensor weights, GridSize? given, long prefixTokens)
    {
        var (rows, columns, window) = (weights.shape[0], weights.shape[1], weights.shape[2]);
        if (window != weights.shape[3] || window % 2 == 0)
            throw new ArgumentException($"windows of weights {Shapes.Text(weights)} are {window}×{weights.shape[3]}, expected a square of odd side");
        var grid = new GridSize(rows, columns);
        grid.Check("the map of weights");
        if (prefixTokens != 0 || (given is { } asked && asked != grid))
            throw new ArgumentException($"local windows of weights {Shapes.Text(weights)} have a grid of {grid} and no prefix tokens: leave both out");
        var maps = Empty(grid, (int)window);
        var table = Checked(weights.reshape(rows * columns, window * window));
        for (var query = 0; query < table.GetLength(0); query++)
        {
            for (var offset = 0; offset < table.GetLength(1); offset++)
            {
                var (row, column) = (query / columns + offset / window - window / 2, query % columns + offset % window - window / 2);
                if (row >= 0 && row < rows && column >= 0 && column < columns)
                    maps.Add(query, (int)(row * columns + column), table[query, offset]);
            }
        }
        return maps;
    }

    private static double[,] Checked(Tensor weights)
    {
        var table = weights.ToArray2D();
        ChartRules.WeightRows(table, nameof(weights));
        return table;
    }

    private static ExplorerMaps Empty(GridSize grid, int window)
    {
        if (grid.Count > MostPositions)
            throw new ArgumentException($"a map of {grid} has {grid.Count} positions, at most {MostPositions} can be explored: use a smaller image or a later layer");
        var block = Blocks.Fitting(MostQueries, block => Blocks.Count((int)grid.Rows, block) * Blocks.Count((int)grid.Columns, block));
        var (rows, columns) = (Blocks.Count((int)grid.Rows, block), Blocks.Count((int)grid.Columns, block));
        return new ExplorerMaps(rows, columns, block, grid, window, new double[rows * columns * rows * columns]);
    }

    // Queries of a block are averaged up to a factor that no percentage shows; keys of a block are summed.
    private void Add(int query, int key, double weight) => Weights[Place(query) * Rows * Columns + Place(key)] += weight;

    private int Place(int position)
    {
        var columns = (int)Grid.Columns;
        return position / columns / Block * Columns + position % columns / Block;
    }
}
