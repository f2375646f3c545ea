namespace VisionAttention.Charts;

/// <summary>A measured kernel under a roofline.</summary>
/// <param name="Name">Its label.</param>
/// <param name="FlopsPerByte">Operations for each byte that moves between memory and processor, FLOP/byte; above 0.</param>
/// <param name="GigaflopsPerSecond">What it reaches, GFLOP/s; above 0.</param>
public sealed record RooflineKernel(string Name, double FlopsPerByte, double GigaflopsPerSecond)
{
    /// <summary>From what a measurement gives.</summary>
    /// <param name="name">The label.</param>
    /// <param name="flops">Operations of one run; a multiplication and an addition are two.</param>
    /// <param name="bytes">Bytes that one run reads and writes at least.</param>
    /// <param name="seconds">Time of one run.</param>
    /// <exception cref="ArgumentException">A number that is not above 0.</exception>
    public static RooflineKernel Measured(string name, double flops, double bytes, double seconds)
    {
        ChartRules.Positive(flops, $"flops of kernel {name}");
        ChartRules.Positive(bytes, $"bytes of kernel {name}");
        ChartRules.Positive(seconds, $"seconds of kernel {name}");
        return new RooflineKernel(name, flops / bytes, flops / seconds / 1e9);
    }
}
