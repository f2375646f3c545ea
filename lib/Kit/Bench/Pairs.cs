namespace VisionAttention.Kit.Bench;

/// <summary>Times measured in turn, one here and one there.</summary>
internal sealed class Pairs
{
    private readonly List<(double Here, double? There)> _times = [];

    /// <summary>Adds two neighbours, in seconds.</summary>
    public void Add(double here, double? there) => _times.Add((here, there));

    /// <summary>The medians of both sides, and the median of the ratios: what slows the machine for a while slows both neighbours.</summary>
    public Measurement Measured(string name, string note)
    {
        var ratios = _times.Select(pair => pair.Here / pair.There).OfType<double>().ToList();
        var there = _times.Select(pair => pair.There).OfType<double>().ToList();
        return new Measurement(name, Median(_times.Select(pair => pair.Here)) * 1e6, there.Count == 0 ? null : Median(there) * 1e6, Note: note)
        {
            Ratio = ratios.Count == 0 ? null : Median(ratios),
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
