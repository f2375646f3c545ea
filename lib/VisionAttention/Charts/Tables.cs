using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Charts;

/// <summary>Tensors as the plain arrays that charts take.</summary>
public static class Tables
{
    /// <summary>A matrix.</summary>
    /// <param name="tensor">[rows, columns], of any number type.</param>
    public static double[,] ToArray2D(this Tensor tensor)
    {
        return (double[,])Copy(tensor, 2);
    }

    /// <summary>A stack of matrices.</summary>
    /// <param name="tensor">[matrices, rows, columns], of any number type.</param>
    public static double[,,] ToArray3D(this Tensor tensor)
    {
        return (double[,,])Copy(tensor, 3);
    }

    /// <summary>A matrix from a list of rows.</summary>
    /// <param name="rows">Rows of equal length.</param>
    /// <exception cref="ArgumentException">Rows of different length.</exception>
    public static double[,] ToArray2D(this IReadOnlyList<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new double[rows.Count, rows.Count == 0 ? 0 : rows[0].Count];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count != table.GetLength(1))
                throw new ArgumentException($"row {row} has {rows[row].Count} values, row 0 has {table.GetLength(1)}: rows must be equally long");
            for (var column = 0; column < rows[row].Count; column++)
                table[row, column] = rows[row][column];
        }
        return table;
    }

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

    internal static double[][,] Layers(this double[,,] stack)
    {
        var (rows, columns) = (stack.GetLength(1), stack.GetLength(2));
        var layers = new double[stack.GetLength(0)][,];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            layers[layer] = new double[rows, columns];
            Buffer.BlockCopy(stack, layer * rows * columns * sizeof(double), layers[layer], 0, rows * columns * sizeof(double));
        }
        return layers;
    }

    private static Array Copy(Tensor tensor, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.ndim != dimensions)
            throw new ArgumentException($"the tensor is {Shapes.Text(tensor)}, expected {dimensions} dimensions");
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().data<double>().ToNDArray();
    }
}
