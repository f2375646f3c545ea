namespace VisionAttention.Kit.Bench;

/// <summary>Times measured in turn, one here and one there.</summary>
internal sealed class Pairs
{
    private readonly List<(double Here, double? There)> _times = [];

    /// <summary>Adds two neighbours, in seconds.</summary>
    public void Add(double here, double? there) => _times.Add((here, there));

    /// <summary>The medians of both sides, and the median of the ratios: what slows the machine for a while slows both neighbours.</summary>
    public Figure Measured(string name, string? note = null)
    {
        var ratios = _times.Select(pair => pair.Here / pair.There).OfType<double>().ToList();
        var there = _times.Select(pair => pair.There).OfType<double>().ToList();
        return new Figure(name, Median(_times.Select(pair => pair.Here)) * 1e3, there.Count == 0 ? null : Median(there) * 1e3, "ms")
        {
            Ratio = ratios.Count == 0 ? null : Median(ratios),
            Note = note,
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
