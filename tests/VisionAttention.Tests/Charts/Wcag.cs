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

    /// <summary>Red, green and blue as light adds up, each from 0 to 1.</summary>
    public static double[] Linear(string colour)
    {
        var parts = colour.StartsWith("rgba(", StringComparison.Ordinal) && colour.EndsWith(", 1.0)", StringComparison.Ordinal)
            ? colour[5..^6].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))
            : new[] { 1, 3, 5 }.Select(start => int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return [.. parts.Select(part => part / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
    }

    private static double Luminance(string colour) => Linear(colour).Zip([0.2126, 0.7152, 0.0722], (part, weight) => part * weight).Sum();
}
