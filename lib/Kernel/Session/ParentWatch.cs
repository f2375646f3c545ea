using System.Globalization;
using System.Runtime.InteropServices;

namespace VisionAttention.Kernel.Session;

/// <summary>Ends the kernel when the program that started it is gone, as JPY_PARENT_PID asks for.</summary>
internal static partial class ParentWatch
{
    private const int PeriodMilliseconds = 1000;

    internal static Timer? Start(Action gone)
    {
        if (OperatingSystem.IsWindows()
            || !int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out var parent) || parent <= 1)
        {
            return null;
        }

        // A dead parent may stay listed until somebody collects it, but its children get a new one at once.
        var isDirect = GetParent() == parent;
        return new Timer(
            _ =>
            {
                if (isDirect ? GetParent() != parent : Signal(parent, 0) != 0)
                {
                    gone();
                }
            },
            state: null,
            dueTime: PeriodMilliseconds,
            period: PeriodMilliseconds);
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
