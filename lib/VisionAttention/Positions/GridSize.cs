using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>Rows and columns of a grid of patches or pixels.</summary>
/// <remarks>Tokens count a grid row by row: the token at (row, column) has number row · <see cref="Columns"/> + column.</remarks>
/// <param name="Rows">Number of rows, from top to bottom; above 0.</param>
/// <param name="Columns">Number of columns, from left to right; above 0.</param>
public readonly record struct GridSize(long Rows, long Columns)
{
    // Every table and matrix made for a grid of this size fits into memory, and no product of sides overflows.
    private const long LongestSide = 4096;

    /// <summary>Number of positions.</summary>
    public long Count => Rows * Columns;

    /// <summary>The size as messages show it, such as <c>4×6</c>.</summary>
    public override string ToString() => $"{Rows}×{Columns}";

    /// <summary>Refuses a side of a grid that is empty or too long.</summary>
    /// <exception cref="ArgumentException">The side is below 1 or above 4096.</exception>
    internal static void CheckSide(long side, string name)
    {
        if (side is < 1 or > LongestSide)
            throw new ArgumentException($"{name} {side} is not between 1 and {LongestSide}");
    }

    /// <summary>Refuses an empty grid and one too large to work with.</summary>
    /// <exception cref="ArgumentException">A side is below 1 or above 4096.</exception>
    internal void Check(string name)
    {
        if (Rows is < 1 or > LongestSide || Columns is < 1 or > LongestSide)
            throw new ArgumentException($"{name} {this} has a side that is not between 1 and {LongestSide}");
    }

    /// <summary>Refuses a tensor whose dimension does not hold the prefix tokens and this grid.</summary>
    /// <exception cref="ArgumentException">The grid is bad, prefixTokens is negative, or the numbers do not add up.</exception>
    internal void CheckTokens(Tensor tensor, int dim, long prefixTokens, string tensorName, string gridName)
    {
        Check(gridName);
        if (prefixTokens < 0)
            throw new ArgumentException($"prefixTokens {prefixTokens} is below 0");
        var length = tensor.shape[dim];
        if (length - Count != prefixTokens)
            throw new ArgumentException($"{length} tokens of {tensorName} {Shapes.Text(tensor)} are not prefixTokens {prefixTokens} and {gridName} {this} = {Count}");
    }
}
