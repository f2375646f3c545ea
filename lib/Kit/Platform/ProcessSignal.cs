using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VisionAttention.Kit.Platform;

/// <summary>Asks other programs to end in order, which .NET has no call for.</summary>
internal static class ProcessSignal
{
    private const int Termination = 15;

    /// <summary>Sends SIGTERM; nothing where the program has ended.</summary>
    public static void AskToEnd(Process process)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, Termination);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
