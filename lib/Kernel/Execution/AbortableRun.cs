using System.Runtime;

namespace VisionAttention.Kernel.Execution;

/// <summary>Runs a cell's code so that the stop button can end it wherever it is in managed code, libraries included.</summary>
internal static class AbortableRun
{
    [ThreadStatic]
    private static bool t_spent;

    /// <summary>Whether this thread was aborted. On Linux such a thread blocks the signal that a second abort needs.</summary>
    internal static bool IsThreadSpent => t_spent;

    /// <summary>Runs code on this thread until it ends or <paramref name="abort"/> is cancelled.</summary>
    /// <exception cref="CellInterruptedException">It was aborted.</exception>
    internal static void Invoke(Action code, CancellationToken abort)
    {
#pragma warning disable SYSLIB0046 // Meant for hosts that run what a user types, which this is.
        try
        {
            ControlledExecution.Run(code, abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            throw new CellInterruptedException();
        }
        finally
        {
            t_spent |= abort.IsCancellationRequested;
        }
#pragma warning restore SYSLIB0046
    }
}
