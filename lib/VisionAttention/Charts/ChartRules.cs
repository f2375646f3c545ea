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
