using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Session;

/// <summary>
/// Ends the running cell, gently first: loops and recursion of the cell notice by themselves, a thread that waits
/// is woken, and code of a library that does neither is aborted. All that within a second.
/// </summary>
internal sealed class StopButton(Action<string> explain)
{
    private const int WakeMilliseconds = 100, WakeAgainMilliseconds = 150, AbortMilliseconds = 150, ExplainMilliseconds = 2_000;

    // TorchSharp's native code calls managed code for gradients, and an abort that strikes there ends the process. A step of training comes to the
    // cell's own loop, or to the trainer, long before this.
    private const int AbortBesideTorchMilliseconds = 10_000;
    private readonly Lock _lock = new();
    private Thread? _running;
    private long _run;
    private long _pressedRun;
    private bool _hasAborted;

    /// <summary>Runs a cell; what it failed with, or null.</summary>
    internal Exception? While(Action cell)
    {
        lock (_lock)
        {
            Interruption.Begin();
            _running = Thread.CurrentThread;
            _run++;
        }

        Exception? failure = null;
        try
        {
            cell();
        }
        catch (ThreadInterruptedException) when (Interruption.IsRequested)
        {
            failure = new CellInterruptedException();
        }
        catch (OperationCanceledException) when (Interruption.IsRequested)
        {
            failure = new CellInterruptedException();
        }
        catch (AggregateException several) when (Interruption.IsRequested && several.Flatten().InnerExceptions.All(static inner => inner is OperationCanceledException))
        {
            failure = new CellInterruptedException();
        }
        catch (Exception error)
        {
            failure = error;
        }

        Leave();
        return failure;
    }

    internal void Press()
    {
        long run;
        CancellationTokenSource cancellation;
        lock (_lock)
        {
            if (_running is null || _pressedRun == _run)
            {
                return;
            }

            run = _pressedRun = _run;
            cancellation = Interruption.Request();
        }

        // Cancelling runs the user's own callbacks, so it must not happen on the thread that reads the sockets.
        new Thread(cancellation.Cancel) { IsBackground = true, Name = "cancellation" }.Start();
        new Thread(() => End(run)) { IsBackground = true, Name = "stop button" }.Start();
    }

    private void End(long run)
    {
        if (StillRuns(run, WakeMilliseconds, static thread => thread.Interrupt())
            && StillRuns(run, WakeAgainMilliseconds, static thread => thread.Interrupt())
            && StillRuns(run, AssemblyLoading.Loaded("TorchSharp") is not null ? AbortBesideTorchMilliseconds : AbortMilliseconds, _ => AbortOnce())
            && StillRuns(run, ExplainMilliseconds, static _ => { }))
        {
            explain(
                "\nThis cell is inside code of a library that cannot be interrupted; the cell stops as soon as that returns. "
                + "To end it now, restart the kernel: its variables are lost then.\n");
        }
    }

    // The runtime (10.0.12 on Linux) does not survive a second abort in this process. Cancelling returns when the abort is done, which inside a
    // native call is when the call returns.
    private void AbortOnce()
    {
        if (!_hasAborted)
        {
            _hasAborted = true;
            new Thread(Interruption.AbortSource.Cancel) { IsBackground = true, Name = "abort" }.Start();
        }
    }

    private bool StillRuns(long run, int milliseconds, Action<Thread> then)
    {
        Thread.Sleep(milliseconds);
        lock (_lock)
        {
            if (_running is not { } thread || _run != run)
            {
                return false;
            }

            then(thread);
            return true;
        }
    }

    private void Leave()
    {
        while (true)
        {
            try
            {
                lock (_lock)
                {
                    _running = null;
                }

                // An interrupt that came too late for the cell must not hit the next one.
                Thread.Sleep(0);
                return;
            }
            catch (ThreadInterruptedException)
            {
                // Spent; look once more.
            }
        }
    }
}
