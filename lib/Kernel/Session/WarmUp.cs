namespace VisionAttention.Kernel.Session;

/// <summary>Loads and runs the compiler while the front end still connects; it needs no message, so it begins before the sockets are open.</summary>
internal sealed class WarmUp(CellRunner runner)
{
    private const int StackBytes = 16 * 1024 * 1024;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hurry;

    /// <summary>Done when the compiler has run once.</summary>
    internal Task Done => _done.Task;

    /// <summary>Starts it beside the caller.</summary>
    internal static WarmUp Start(CellRunner runner)
    {
        var warmUp = new WarmUp(runner);
        runner.Ready = warmUp.Done;
        new Thread(warmUp.Run, StackBytes) { IsBackground = true, Name = "warm-up" }.Start();
        return warmUp;
    }

    /// <summary>Says that a cell waits: what only some cells need is left out.</summary>
    internal void Hurry() => Volatile.Write(ref _hurry, 1);

    private void Run()
    {
        try
        {
            runner.WarmUp();
            if (Volatile.Read(ref _hurry) == 0)
            {
                runner.WarmUpMore();
            }
        }
        finally
        {
            _done.SetResult();
        }
    }
}
