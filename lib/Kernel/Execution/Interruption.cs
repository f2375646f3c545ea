using System.ComponentModel;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace VisionAttention.Kernel.Execution;

/// <summary>The stop button, as running code sees it. The kernel puts a call of <see cref="Poll"/> into every loop of a cell.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    // Static because generated code has nothing else to reach the kernel by.
    private static volatile bool s_requested;
    private static CancellationTokenSource s_source = NewSource();
    private static CancellationTokenSource s_abort = new();

    /// <summary>Cancelled when the running cell is to stop.</summary>
    public static CancellationToken Token => s_source.Token;

    internal static bool IsRequested => s_requested;

    /// <summary>Cancelled when the running cell did not stop by itself.</summary>
    internal static CancellationTokenSource AbortSource => s_abort;

    /// <summary>Ends the cell when the stop button was pressed; costs one read otherwise.</summary>
    public static void Poll()
    {
        if (s_requested)
        {
            throw new CellInterruptedException();
        }
    }

    /// <summary>Polls, and hands a value on.</summary>
    public static T Polled<T>(T value)
        where T : allows ref struct
    {
        Poll();
        return value;
    }

    /// <summary>Stands at the start of methods that may call themselves: polls, and ends a recursion before it ends the process.</summary>
    /// <exception cref="InsufficientExecutionStackException">Too little of the stack is left.</exception>
    public static void Enter()
    {
        Poll();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InsufficientExecutionStackException("the stack is full: a method calls itself without end, or far too deep");
        }
    }

    internal static void Begin()
    {
        if (s_source.IsCancellationRequested)
        {
            s_source = NewSource();
        }

        if (s_abort.IsCancellationRequested)
        {
            s_abort = new CancellationTokenSource();
        }

        s_requested = false;
    }

    /// <summary>A new source, whose token a library that does not know the kernel finds by this name.</summary>
    private static CancellationTokenSource NewSource()
    {
        var source = new CancellationTokenSource();
        AppContext.SetData("Notebook.CellCancellation", source.Token);
        return source;
    }

    /// <summary>From now on polls throw; cancelling the source it gives back tells those who wait for <see cref="Token"/>.</summary>
    internal static CancellationTokenSource Request()
    {
        s_requested = true;
        return s_source;
    }
}

/// <summary>Thrown inside a cell that the user stopped.</summary>
public sealed class CellInterruptedException() : OperationCanceledException("the cell was interrupted; variables keep their values");

/// <summary>Runs a cell's code so that the stop button can end it wherever it is in managed code, libraries included.</summary>
internal static class AbortableRun
{
    [ThreadStatic]
    private static bool t_spent;

    [ThreadStatic]
    private static bool t_isInside;

    /// <summary>Whether this thread was aborted. On Linux such a thread blocks the signal that a second abort needs.</summary>
    internal static bool IsThreadSpent => t_spent;

    /// <summary>Runs code on this thread until it ends or <paramref name="abort"/> is cancelled.</summary>
    /// <exception cref="CellInterruptedException">It was aborted.</exception>
    internal static void Invoke(Action code, CancellationToken abort)
    {
        if (t_isInside)
        {
            // Code that a cell sends runs inside of it, and is aborted with it.
            code();
            return;
        }

        t_isInside = true;
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
            t_isInside = false;
        }
#pragma warning restore SYSLIB0046
    }
}
