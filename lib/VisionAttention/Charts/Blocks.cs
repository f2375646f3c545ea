namespace VisionAttention.Charts;

/// <summary>Tables made smaller by means over square blocks; blocks at the right and lower edge may be smaller.</summary>
internal static class Blocks
{
    public static int Count(int length, int block)
    {
        return (length + block - 1) / block;
    }

    /// <summary>The mean of each block.</summary>
    public static double[,] Means(double[,] table, int block)
    {
        if (block == 1)
            return table;
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        var means = new double[Count(rows, block), Count(columns, block)];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                means[row / block, column / block] += table[row, column];
        }
        for (var row = 0; row < means.GetLength(0); row++)
        {
            for (var column = 0; column < means.GetLength(1); column++)
                means[row, column] /= Math.Min(block, rows - row * block) * Math.Min(block, columns - column * block);
        }
        return means;
    }
}
