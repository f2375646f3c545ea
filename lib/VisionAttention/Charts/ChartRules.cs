using System.Globalization;

namespace VisionAttention.Charts;

/// <summary>What every chart refuses, in one line each.</summary>
internal static class ChartRules
{
    /// <summary>A title or a unit that must be there.</summary>
    public static void Text(string text, string argument, string meaning)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException($"{argument} is empty: {meaning}");
    }

    /// <summary>A title in lines that its axis has room for; plotly.js cuts longer ones.</summary>
    /// <param name="title">The title.</param>
    /// <param name="pixels">Length of the axis.</param>
    public static string Wrapped(string title, int pixels)
    {
        const double LetterPixels = 8.5;
        var most = (int)(pixels / LetterPixels);
        if (title.Length <= most || title.Contains("<br>", StringComparison.Ordinal))
            return title;
        var (lines, line) = (new List<string>(), "");
        foreach (var word in title.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > most)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        return string.Join("<br>", [.. lines, line]);
    }

    /// <summary>One list or more.</summary>
    public static void Some(int count, string what)
    {
        if (count == 0)
            throw new ArgumentException($"there are no {what} to draw: give at least one");
    }

    /// <summary>A line's places and values.</summary>
    /// <param name="what">The line, for messages.</param>
    /// <param name="x">Places.</param>
    /// <param name="y">Values.</param>
    /// <param name="logX">Whether places are on a logarithmic axis.</param>
    /// <param name="logY">Whether values are.</param>
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
        var bad = FirstBad(numbers, isLogarithmic);
        if (bad < 0)
            return;
        var number = numbers[bad].ToString(CultureInfo.InvariantCulture);
        var rule = double.IsFinite(numbers[bad]) ? "a logarithmic axis takes numbers above 0" : "only finite numbers can be drawn";
        throw new ArgumentException($"{what} has the {kind} {number} at index {bad}: {rule}");
    }

    /// <summary>The range of a logarithmic axis, with some room: powers of ten.</summary>
    public static Tuple<double, double> LogRange(IEnumerable<IReadOnlyList<double>> numbers)
    {
        var (low, high) = (double.PositiveInfinity, 0.0);
        foreach (var list in numbers)
            (low, high) = (Math.Min(low, list.Min()), Math.Max(high, list.Max()));
        var room = 0.04 * Math.Log10(high / low) + 0.02;
        return Tuple.Create(Math.Round(Math.Log10(low) - room, 4), Math.Round(Math.Log10(high) + room, 4));
    }

    /// <summary>One finite number above 0.</summary>
    public static void Positive(double number, string what)
    {
        if (!double.IsFinite(number) || number <= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} is {number}: it must be a finite number above 0"));
    }

    private static int FirstBad(IReadOnlyList<double> numbers, bool isLogarithmic)
    {
        for (var index = 0; index < numbers.Count; index++)
        {
            if (IsBad(numbers[index], isLogarithmic))
                return index;
        }
        return -1;
    }

    private static bool IsBad(double number, bool isLogarithmic)
    {
        return !double.IsFinite(number) || (isLogarithmic && number <= 0);
    }
}

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
