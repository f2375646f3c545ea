using System.ComponentModel;

namespace VisionAttention.Kernel.Execution;

/// <summary>The stop button, as running code sees it. The kernel puts a call of <see cref="Poll"/> into every loop of a cell.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    // Static because generated code has nothing else to reach the kernel by.
    private static volatile bool s_requested;
    private static CancellationTokenSource s_source = new();

    /// <summary>Cancelled when the running cell is to stop.</summary>
    public static CancellationToken Token => s_source.Token;

    internal static bool IsRequested => s_requested;

    /// <summary>Ends the cell when the stop button was pressed; costs one read otherwise.</summary>
    public static void Poll()
    {
        if (s_requested)
        {
            throw new CellInterruptedException();
        }
    }

    internal static void Begin()
    {
        if (s_source.IsCancellationRequested)
        {
            s_source = new CancellationTokenSource();
        }

        s_requested = false;
    }

    internal static void Request()
    {
        s_requested = true;
        s_source.Cancel();
    }
}
