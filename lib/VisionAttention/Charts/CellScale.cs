using System.Globalization;
using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>How the numbers of a map are rounded and coloured; large maps take few digits, so that a notebook stays small.</summary>
/// <param name="Factor">What a number is multiplied by.</param>
/// <param name="Digits">Digits kept after the point.</param>
/// <param name="Title">What the colours are, with their unit.</param>
/// <param name="Colours">The colour scale.</param>
internal sealed record CellScale(double Factor, int Digits, string Title, StyleParam.Colorscale Colours)
{
    // Above this many cells a number has two digits.
    private const int MostExactCells = 4096;

    public double Rounded(double number)
    {
        return Math.Round(number * Factor, Digits);
    }

    /// <summary>For attention weights: themselves with three digits, or in percent of the largest.</summary>
    public static CellScale OfWeights(int cells, double smallest, double largest, bool underText = false)
    {
        var scale = Palette.From0(smallest, largest, underText);
        if (cells > MostExactCells && largest > 0)
            return new CellScale(100 / largest, 0, $"attention weight, % of the largest ({largest.ToString("G3", CultureInfo.InvariantCulture)})", scale);
        var digits = largest > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 2, 8) : 2;
        return new CellScale(1, digits, "attention weight", scale);
    }

    /// <summary>For cosines: white is 0, whatever the numbers are.</summary>
    public static CellScale OfCosines(int cells, double smallest, double largest)
    {
        var colours = Palette.Around0(smallest, largest);
        return cells > MostExactCells
            ? new CellScale(100, 0, "cosine similarity, %", colours)
            : new CellScale(1, 2, "cosine similarity", colours);
    }
}
