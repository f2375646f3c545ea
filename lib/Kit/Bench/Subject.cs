using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Bench;

/// <summary>Something that turns a map into a map, timed.</summary>
/// <param name="Apply">What is timed; it holds its parameters.</param>
/// <param name="Input">[B, C, H, W]; needs a gradient where the backward pass is timed.</param>
/// <param name="Gradient">The gradient that arrives, like the output.</param>
internal sealed record Subject(Func<Tensor, Tensor> Apply, Tensor Input, Tensor Gradient)
{
    /// <summary>A map in either memory layout.</summary>
    public static Tensor Map(long batch, long channels, long side, bool isChannelsLast) =>
        isChannelsLast ? randn(batch, side, side, channels, device: CPU).permute(0, 3, 1, 2) : randn(batch, channels, side, side, device: CPU);

    /// <summary>Milliseconds of the forward pass without a graph.</summary>
    public double Forward()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var start = Stopwatch.GetTimestamp();
        Apply(Input);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds of the forward and backward pass.</summary>
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

/// <summary>How much memory something needs at its peak, on Linux.</summary>
internal static partial class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string Reset = "/proc/self/clear_refs";

    /// <summary>What the process grew by at most while it ran, in MiB; null where the system does not say.</summary>
    public static double? MiB(Action action)
    {
        if (!File.Exists(Status) || !File.Exists(Reset))
            return null;
        GC.Collect();
        Trim();
        // 5 sets the peak back to what is in use now.
        File.WriteAllText(Reset, "5");
        var before = Read("VmRSS:");
        action();
        return (Read("VmHWM:") - before) / 1024.0;
    }

    // Memory that was freed but kept by the C library would be used again and not be seen.
    private static void Trim()
    {
        try
        {
            _ = ReturnFreedMemory(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int ReturnFreedMemory(nuint kept);

    private static double Read(string name)
    {
        var line = File.ReadLines(Status).First(text => text.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
