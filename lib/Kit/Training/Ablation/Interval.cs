namespace VisionAttention.Kit.Training.Ablation;

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Half">The mean less and more this are the ends; null with a single value, which has no interval.</param>
internal readonly record struct Interval(double Mean, double? Half)
{
    public const int MostValues = 31;

    // Student's t at 97.5 %, by degrees of freedom from 1.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    public double? Low => Mean - Half;

    public double? High => Mean + Half;

    /// <summary>mean ± t · s / √n with n − 1 degrees of freedom.</summary>
    /// <param name="values">From 1 to 31 numbers.</param>
    public static Interval Of(IReadOnlyCollection<double> values)
    {
        if (values.Count is < 1 or > MostValues)
            throw new ArgumentException($"{values.Count} values are not from 1 to {MostValues}");
        var mean = values.Average();
        if (values.Count == 1)
            return new Interval(mean, Half: null);
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new Interval(mean, Quantiles[values.Count - 2] * Math.Sqrt(variance / values.Count));
    }
}
