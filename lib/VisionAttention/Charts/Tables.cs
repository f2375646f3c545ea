using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>Tensors as the plain arrays that charts take.</summary>
public static class Tables
{
    /// <summary>A matrix.</summary>
    /// <param name="tensor">[rows, columns], of any number type.</param>
    public static double[,] ToArray2D(this Tensor tensor) => (double[,])Copy(tensor, "the tensor", dimensions: 2);

    /// <summary>A stack of matrices.</summary>
    /// <param name="tensor">[matrices, rows, columns], of any number type.</param>
    public static double[,,] ToArray3D(this Tensor tensor) => (double[,,])Copy(tensor, "the tensor", dimensions: 3);

    internal static double[] ToArray1D(this Tensor tensor, string name) => (double[])Copy(tensor, name, dimensions: 1);

    internal static double[][] Rows(this double[,] table, Func<double, double>? change = null)
    {
        var rows = new double[table.GetLength(0)][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = new double[table.GetLength(1)];
            for (var column = 0; column < rows[row].Length; column++)
                rows[row][column] = change is null ? table[row, column] : change(table[row, column]);
        }
        return rows;
    }

    internal static (double Smallest, double Largest) Range(this double[,] table) => (table.Cast<double>().Min(), table.Cast<double>().Max());

    private static Array Copy(Tensor tensor, string name, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.ndim != dimensions)
            throw new ArgumentException($"{name} is {Shapes.Text(tensor)}, expected {dimensions} dimension{(dimensions == 1 ? "" : "s")}");
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().data<double>().ToNDArray();
    }
}

/// <summary>Tables made smaller by means over square blocks; blocks at the right and lower edge may be smaller.</summary>
internal static class Blocks
{
    public static int Count(int length, int block) => (length + block - 1) / block;

    /// <summary>The smallest block with which a figure has no more cells than it may.</summary>
    public static int Fitting(long most, Func<int, long> cells)
    {
        var block = 1;
        while (cells(block) > most)
            block++;
        return block;
    }

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
