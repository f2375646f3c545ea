using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VisionAttention.Tests.Engines;

/// <summary>A test that needs Python's torch, and is skipped with a reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTorchFactAttribute : FactAttribute
{
    /// <summary>The Python that the Debian package python3-torch belongs to.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> IsThere = new(Look);

    public PythonTorchFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (!IsThere.Value)
            Skip = "Python's torch is not installed (apt-get install python3-torch)";
    }

    private static bool Look()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python) { ArgumentList = { "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)" } })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no Python either
        }
    }
}
