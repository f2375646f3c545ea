using System.Globalization;

namespace VisionAttention.Charts;

/// <summary>What charts refuse, each in one line that names the value and the rule.</summary>
internal static class ChartRules
{
    private const double Rounding = 0.02;

    /// <summary>A title or a unit that must be there.</summary>
    public static void Text(string? text, string argument, string meaning)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException($"{argument} is empty: {meaning}");
    }

    public static void Some(int count, string what)
    {
        if (count == 0)
            throw new ArgumentException($"there are no {what} to draw: give at least one");
    }

    /// <summary>A line's places and values, above 0 where their axis is logarithmic.</summary>
    public static void Line(string what, IReadOnlyList<double> x, IReadOnlyList<double> y, bool logX = false, bool logY = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"{what} has {x.Count} places and {y.Count} values: each place needs a value");
        if (x.Count == 0)
            throw new ArgumentException($"{what} has no values: give at least one point");
        Numbers(what, "place", x, logX);
        Numbers(what, "value", y, logY);
    }

    /// <summary>Finite numbers, above 0 on a logarithmic axis.</summary>
    public static void Numbers(string what, string kind, IReadOnlyList<double> numbers, bool isLogarithmic = false)
    {
        for (var index = 0; index < numbers.Count; index++)
        {
            var number = numbers[index];
            if (double.IsFinite(number) && (!isLogarithmic || number > 0))
                continue;
            var rule = double.IsFinite(number) ? "a logarithmic axis takes numbers above 0" : "only finite numbers can be drawn";
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} has the {kind} {number} at index {index}: {rule}"));
        }
    }

    /// <summary>One finite number above 0.</summary>
    public static void Positive(double number, string what)
    {
        if (!double.IsFinite(number) || number <= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} is {number}: it must be a finite number above 0"));
    }

    /// <summary>A table of one value at least, and all of them finite.</summary>
    public static void Filled(double[,] table, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        if (table.Length == 0)
            throw new ArgumentException($"{name} is [{table.GetLength(0)}, {table.GetLength(1)}]: there is nothing to draw");
        Cells(table, name, double.IsFinite, "only finite numbers can be drawn");
    }

    public static void Cells(double[,] table, string name, Predicate<double> isGood, string rule)
    {
        for (var row = 0; row < table.GetLength(0); row++)
        {
            for (var column = 0; column < table.GetLength(1); column++)
            {
                if (!isGood(table[row, column]))
                    throw new ArgumentException($"{name}[{row}, {column}] is {Text(table[row, column])}: {rule}");
            }
        }
    }

    /// <summary>Attention weights: finite, none below 0 or above 1.</summary>
    public static void Weights(double[,] weights, string name)
    {
        Filled(weights, name);
        Cells(weights, name, weight => weight is >= 0 and <= 1 + Rounding, "attention weights are 0 to 1 (take the softmax of logits)");
    }

    /// <summary>Attention weights of a query in each row: a row sums to 1, or to 0 where a query may look at nothing.</summary>
    public static void WeightRows(double[,] weights, string name)
    {
        Weights(weights, name);
        foreach (var (row, line) in weights.Rows().Index())
        {
            var sum = line.Sum();
            if (Math.Abs(sum - 1) > Rounding && Math.Abs(sum) > 1e-6)
                throw new ArgumentException($"row {row} of {name} sums to {Text(sum)}: the attention weights of a query sum to 1 (is a softmax over the keys missing?)");
        }
    }

    private static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
