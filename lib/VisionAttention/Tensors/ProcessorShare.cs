using System.Globalization;

namespace VisionAttention.Tensors;

/// <summary>How many threads this process does well to compute with, beside what else runs on the machine.</summary>
/// <remarks>
/// The threads of a layer wait for each other at its end. Where other programs want the same cores, each wait gives a core away for a time slice
/// of the system, a thousand times as long as the layer's own work; a thread that has no other to wait for loses nothing. So as many threads are
/// taken as there are cores that nobody else uses, and one at least.
/// </remarks>
public static class ProcessorShare
{
    private const int Looks = 10;
    private const int MillisecondsBetween = 2;

    /// <summary>Looks at the machine for 20 ms, and says how many threads to take: from 1 to <see cref="Environment.ProcessorCount"/>.</summary>
    /// <remarks>Where the system does not tell what runs, all cores are taken.</remarks>
    public static int Threads()
    {
        try
        {
            var others = new int[Looks];
            for (var look = 0; look < Looks; look++)
            {
                Thread.Sleep(MillisecondsBetween);
                others[look] = Running() - OwnRunning();
            }
            Array.Sort(others);
            // What runs for a moment only is no reason to do without a core.
            return Of(Cores(), others[Looks / 4], Environment.ProcessorCount);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return Environment.ProcessorCount;
        }
    }

    /// <summary>The threads to take.</summary>
    /// <param name="cores">Those of the machine.</param>
    /// <param name="others">Threads of other programs that run or wait for a core.</param>
    /// <param name="most">Cores that this process may use.</param>
    internal static int Of(int cores, int others, int most) => Math.Clamp(cores - Math.Max(0, others), 1, most);

    // The fourth number of /proc/loadavg is what runs or waits for a core just now, before a slash.
    private static int Running() => Number(File.ReadAllText("/proc/loadavg").Split(' ')[3].Split('/')[0]);

    // The letter behind the name in brackets is a thread's state.
    private static int OwnRunning() => Directory.GetDirectories("/proc/self/task").Count(task => File.ReadAllText(Path.Combine(task, "stat")) is var text && text[text.LastIndexOf(')') + 2] == 'R');

    private static int Cores() => File.ReadLines("/proc/stat").Count(line => line.Length > 3 && line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
