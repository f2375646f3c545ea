using System.Globalization;
using System.Runtime.InteropServices;

namespace VisionAttention.Kit.Bench.Attention;

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
