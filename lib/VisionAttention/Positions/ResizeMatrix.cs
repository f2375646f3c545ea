using static TorchSharp.torch;

namespace VisionAttention.Positions;

/// <summary>The weights that turn a line of old positions into a line of new ones.</summary>
/// <remarks>
/// new_i = Σ_j W_ij old_j with W_ij = kernel((j − centre_i) / stretch): a kernel laid over the place that new position i looks at, and
/// stretched by old/new where a convention filters before it shrinks. The cubic kernel is that of Keys 1981 with coefficient a:
/// (a+2)|x|³ − (a+3)|x|² + 1 up to 1, a|x|³ − 5a|x|² + 8a|x| − 4a up to 2. The linear one is 1 − |x| up to 1.
/// </remarks>
public static class ResizeMatrix
{
    /// <summary>The matrix of a convention.</summary>
    /// <param name="oldSize">Number of old positions; 1 to 4096.</param>
    /// <param name="newSize">Number of new positions; 1 to 4096.</param>
    /// <param name="convention">Kernel, centres and border.</param>
    /// <returns>float64 [newSize, oldSize]; every row sums to 1.</returns>
    /// <exception cref="ArgumentException">A size out of range, or an unknown convention.</exception>
    public static Tensor Of(long oldSize, long newSize, ResizeConvention convention)
    {
        GridSize.CheckSide(oldSize, nameof(oldSize));
        GridSize.CheckSide(newSize, nameof(newSize));
        CheckConvention(convention);
        var weights = new double[newSize, oldSize];
        for (long position = 0; position < newSize; position++)
            FillRow(weights, position, oldSize, newSize, convention);
        return from_array(weights);
    }

    /// <summary>Refuses a number that names no convention.</summary>
    internal static void CheckConvention(ResizeConvention convention)
    {
        if (!Enum.IsDefined(convention))
            throw new ArgumentException($"convention {convention} is not one of {string.Join(", ", Enum.GetNames<ResizeConvention>())}");
    }

    private static void FillRow(double[,] weights, long position, long oldSize, long newSize, ResizeConvention convention)
    {
        var isAntialiased = convention is ResizeConvention.BicubicAntialias or ResizeConvention.BilinearAntialias;
        var centre = Centre(position, oldSize, newSize, convention);
        var stretch = isAntialiased ? Math.Max(1, (double)oldSize / newSize) : 1;
        var reach = Support(convention) * stretch;
        var sum = 0.0;
        for (var neighbour = (long)Math.Ceiling(centre - reach); neighbour <= centre + reach; neighbour++)
        {
            if (isAntialiased && (neighbour < 0 || neighbour >= oldSize))
                continue;
            var weight = Kernel((neighbour - centre) / stretch, convention);
            weights[position, Math.Clamp(neighbour, 0, oldSize - 1)] += weight;
            sum += weight;
        }
        for (long neighbour = 0; neighbour < oldSize; neighbour++)
            weights[position, neighbour] /= sum;
    }

    // The place, counted in old positions, that a new position looks at.
    private static double Centre(long position, long oldSize, long newSize, ResizeConvention convention)
    {
        return convention switch
        {
            ResizeConvention.BilinearAlignCorners => newSize == 1 ? 0 : position * (oldSize - 1.0) / (newSize - 1),
            ResizeConvention.BicubicScalePlusTenth => (position + 0.5) * oldSize / (newSize + 0.1) - 0.5,
            _ => (position + 0.5) * oldSize / newSize - 0.5,
        };
    }

    private static double Support(ResizeConvention convention)
    {
        return IsCubic(convention) ? 2 : 1;
    }

    private static double Kernel(double distance, ResizeConvention convention)
    {
        var x = Math.Abs(distance);
        if (!IsCubic(convention))
            return Math.Max(0, 1 - x);
        var a = convention == ResizeConvention.BicubicAntialias ? -0.5 : -0.75;
        if (x <= 1)
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    private static bool IsCubic(ResizeConvention convention)
    {
        return convention is ResizeConvention.Bicubic or ResizeConvention.BicubicAntialias or ResizeConvention.BicubicScalePlusTenth;
    }
}
