using System.Diagnostics;
using System.Globalization;

namespace VisionAttention.Kernel.Execution;

/// <summary>A folder that lives as long as this kernel.</summary>
internal static class TemporaryFolder
{
    private static readonly TimeSpan LeftBehindAfter = TimeSpan.FromDays(1);

    internal static string New()
    {
        DeleteLeftBehind();
        var root = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"csharp-kernel-{Environment.ProcessId}-")).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    }

    /// <summary>A kernel that was killed leaves its copies; the next one removes them.</summary>
    private static void DeleteLeftBehind()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), "csharp-kernel-*-*"))
        {
            var isOwn = int.TryParse(Path.GetFileName(folder).Split('-')[2], CultureInfo.InvariantCulture, out var process);
            if (isOwn && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > LeftBehindAfter && !IsRunning(process))
            {
                Delete(folder);
            }
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows holds on to loaded files; the next kernel tries again.
        }
    }
}
