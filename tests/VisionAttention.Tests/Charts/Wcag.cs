using System.Globalization;

namespace VisionAttention.Tests.Charts;

/// <summary>Contrast of colours such as #1e1e1e, or rgba(30, 30, 30, 1.0) as Plotly.NET writes it, by WCAG 2.2.</summary>
internal static class Wcag
{
    /// <summary>From 1, no difference, to 21, black on white.</summary>
    public static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    /// <summary>CIE Lab of what an eye sees that turns red, green and blue by a 3×3 matrix.</summary>
    public static double[] Lab(string colour, double[] seen)
    {
        var linear = Linear(colour);
        double Part(int row) => Math.Clamp(Enumerable.Range(0, 3).Sum(column => seen[3 * row + column] * linear[column]), 0, 1);
        var (red, green, blue) = (Part(0), Part(1), Part(2));
        double Root(double value) => value > 0.008856 ? Math.Cbrt(value) : 7.787 * value + 16.0 / 116;
        var x = Root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
        var y = Root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        var z = Root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }

    // Red, green and blue as light adds up, each from 0 to 1.
    private static double[] Linear(string colour)
    {
        var parts = colour.StartsWith("rgba(", StringComparison.Ordinal) && colour.EndsWith(", 1.0)", StringComparison.Ordinal)
            ? colour[5..^6].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))
            : new[] { 1, 3, 5 }.Select(start => int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return [.. parts.Select(part => part / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
    }

    private static double Luminance(string colour) => Linear(colour).Zip([0.2126, 0.7152, 0.0722], (part, weight) => part * weight).Sum();
}
