namespace VisionAttention.Charts;

/// <summary>A mean over a few runs with half of its 95 % interval, null for one value, which says nothing about the spread.</summary>
/// <remarks>Student's t: mean ± t·s/√n, s with n − 1, t the 97.5 % quantile of n − 1 degrees of freedom.</remarks>
/// <param name="Mean">The mean of the values.</param>
/// <param name="Half">Half of the interval.</param>
public readonly record struct SampleInterval(double Mean, double? Half)
{
    private static readonly double[] Quantiles =
    [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
        2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
        2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];

    /// <summary>Its lower end.</summary>
    public double? Low => Mean - Half;

    /// <summary>Its upper end.</summary>
    public double? High => Mean + Half;

    /// <summary>The mean of a few runs, or of their differences seed by seed, with its interval.</summary>
    /// <param name="values">One value for each run.</param>
    /// <exception cref="ArgumentException">No values.</exception>
    public static SampleInterval Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ChartRules.Some(values.Count, "values");
        var mean = values.Average();
        if (values.Count < 2)
            return new SampleInterval(mean, Half: null);
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new SampleInterval(mean, Quantile(values.Count - 1) * Math.Sqrt(variance / values.Count));
    }

    // Beyond the table the first terms of the expansion in 1/degrees; 4 digits are right.
    private static double Quantile(int degrees) =>
        degrees <= Quantiles.Length ? Quantiles[degrees - 1] : 1.95996 + 2.3723 / degrees + 2.8225 / ((double)degrees * degrees);
}
