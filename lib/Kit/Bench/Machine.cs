using System.Runtime.InteropServices;

namespace VisionAttention.Kit.Bench;

/// <summary>The machine that figures are from.</summary>
internal static class Machine
{
    /// <summary>Processor and cores.</summary>
    public static string Description => $"{Processor()}, {Environment.ProcessorCount} cores";

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
