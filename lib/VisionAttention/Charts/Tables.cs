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

    internal static double[][] Rows(this double[,] table)
    {
        var rows = new double[table.GetLength(0)][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = new double[table.GetLength(1)];
            for (var column = 0; column < rows[row].Length; column++)
                rows[row][column] = table[row, column];
        }
        return rows;
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
