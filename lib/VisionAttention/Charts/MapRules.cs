using System.Globalization;

namespace VisionAttention.Charts;

/// <summary>What pictures and maps must be before they are drawn; a line for each mistake.</summary>
internal static class MapRules
{
    private const double Rounding = 0.02;

    /// <summary>One value at least, and all of them finite.</summary>
    public static void Filled(double[,] table, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        if (table.Length == 0)
            throw new ArgumentException($"{name} is [{table.GetLength(0)}, {table.GetLength(1)}]: there is nothing to draw");
        for (var row = 0; row < table.GetLength(0); row++)
        {
            for (var column = 0; column < table.GetLength(1); column++)
            {
                if (!double.IsFinite(table[row, column]))
                    throw new ArgumentException($"{name}[{row}, {column}] is {Text(table[row, column])}: only finite numbers can be drawn");
            }
        }
    }

    /// <summary>Attention weights: finite, none below 0 or above 1.</summary>
    public static void Weights(double[,] weights, string name)
    {
        Filled(weights, name);
        for (var row = 0; row < weights.GetLength(0); row++)
        {
            for (var column = 0; column < weights.GetLength(1); column++)
            {
                if (weights[row, column] is < 0 or > 1 + Rounding)
                    throw new ArgumentException($"{name}[{row}, {column}] is {Text(weights[row, column])}: attention weights are 0 to 1 (take the softmax of logits)");
            }
        }
    }

    /// <summary>Attention weights of a query in each row: a row sums to 1, or to 0 where a query may look at nothing.</summary>
    public static void WeightRows(double[,] weights, string name)
    {
        Weights(weights, name);
        for (var row = 0; row < weights.GetLength(0); row++)
        {
            var sum = 0.0;
            for (var column = 0; column < weights.GetLength(1); column++)
                sum += weights[row, column];
            if (Math.Abs(sum - 1) > Rounding && Math.Abs(sum) > 1e-6)
                throw new ArgumentException($"row {row} of {name} sums to {Text(sum)}: the attention weights of a query sum to 1 (is a softmax over the keys missing?)");
        }
    }

    /// <summary>The smallest and the largest number.</summary>
    public static (double Smallest, double Largest) Range(double[,] table)
    {
        var (smallest, largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in table)
            (smallest, largest) = (Math.Min(smallest, number), Math.Max(largest, number));
        return (smallest, largest);
    }

    /// <summary>A number as messages show it.</summary>
    public static string Text(double number)
    {
        return number.ToString("0.####", CultureInfo.InvariantCulture);
    }
}
