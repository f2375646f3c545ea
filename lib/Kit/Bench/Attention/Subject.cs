using System.Diagnostics;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench.Attention;

/// <summary>Something that turns a map into a map, timed.</summary>
/// <param name="Apply">What is timed; it holds its parameters.</param>
/// <param name="Input">[B, C, H, W]; needs a gradient where the way back is timed.</param>
/// <param name="Gradient">The gradient that arrives, like the output.</param>
internal sealed record Subject(Func<Tensor, Tensor> Apply, Tensor Input, Tensor Gradient)
{
    /// <summary>A map in either memory layout.</summary>
    public static Tensor Map(long batch, long channels, long side, bool isChannelsLast)
    {
        return isChannelsLast ? randn(batch, side, side, channels).permute(0, 3, 1, 2) : randn(batch, channels, side, side);
    }

    /// <summary>Milliseconds of the way forth without a graph.</summary>
    public double Forward()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var start = Stopwatch.GetTimestamp();
        Apply(Input);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds of the way forth and back.</summary>
    public double ForwardBackward()
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        Apply(Input).backward([Gradient]);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Input.grad?.Dispose();
        Input.grad = null;
        return milliseconds;
    }
}
