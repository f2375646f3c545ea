using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Session;

/// <summary>Ends the running cell: loops notice by themselves, a thread that waits is woken after a moment.</summary>
internal sealed class StopButton
{
    private static readonly int[] WakeAfterMilliseconds = [100, 300, 400];
    private readonly Lock _lock = new();
    private Thread? _running;
    private long _run;

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
        lock (_lock)
        {
            if (_running is null)
            {
                return;
            }

            run = _run;
        }

        Interruption.Request();
        new Thread(() => Wake(run)) { IsBackground = true, Name = "stop button" }.Start();
    }

    private void Wake(long run)
    {
        foreach (var pause in WakeAfterMilliseconds)
        {
            Thread.Sleep(pause);
            lock (_lock)
            {
                if (_running is null || _run != run)
                {
                    return;
                }

                _running.Interrupt();
            }
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
