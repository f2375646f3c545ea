using static TorchSharp.torch;

namespace VisionAttention.Data.Augmenting;

/// <summary>Draws the share λ of a mixture from Beta(α, α).</summary>
/// <remarks>
/// Mean ½, variance 1 / (4 (2α + 1)): α = 1 is uniform, a small α leaves most pairs nearly unmixed, a large one halves them. Up to
/// α = 1 by Jöhnk's method (Jöhnk 1964): of two uniform numbers, x = u^(1/α) and y = v^(1/α) are kept if x + y ≤ 1, and then
/// x / (x + y) has the distribution; in logarithms, since the powers of a small α are 0 in float64. Above 1, where Jöhnk's pairs
/// are rarely kept, by rejection from the uniform distribution: u is kept with probability (4 u (1 − u))^(α − 1), the density over
/// its peak at ½. That takes about 1.13 √α pairs.
/// </remarks>
internal static class SymmetricBeta
{
    private const double Smallest = 1e-3;
    private const double Largest = 1e3;

    /// <summary>One number from Beta(α, α).</summary>
    /// <param name="alpha">Both parameters of the distribution, from 0.001 to 1000.</param>
    /// <param name="generator">Where the uniform numbers come from, a few for each draw.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="alpha"/> is out of range.</exception>
    public static double Draw(double alpha, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        if (!(alpha is >= Smallest and <= Largest))
            throw new ArgumentException($"alpha {alpha} is not from {Smallest} to {Largest}; to mix nothing, leave the batch as it is");
        while (true)
        {
            var (first, second) = Uniforms(generator);
            if (alpha > 1)
            {
                if (second <= Math.Pow(4 * first * (1 - first), alpha - 1))
                    return first;
                continue;
            }
            var logX = Math.Log(first) / alpha;
            var logY = Math.Log(second) / alpha;
            var larger = Math.Max(logX, logY);
            var logSum = larger + Math.Log(Math.Exp(logX - larger) + Math.Exp(logY - larger));
            if (logSum <= 0)
                return Math.Exp(logX - logSum);
        }
    }

    // Above 0, so that their logarithms are finite: rand is from 0 to below 1.
    private static (double First, double Second) Uniforms(Generator generator)
    {
        using var scope = NewDisposeScope();
        var uniforms = rand(2, dtype: ScalarType.Float64, generator: generator);
        return (1 - uniforms[0].item<double>(), 1 - uniforms[1].item<double>());
    }
}
