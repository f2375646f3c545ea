using System.Collections.Concurrent;

namespace VisionAttention.Kernel.Execution;

/// <summary>
/// Runs what follows an await on the cell's own thread, where the stop button reaches it; when that thread
/// is blocked (by <c>.Result</c>, say) the pool takes over after 10 ms, so nothing locks up.
/// </summary>
internal sealed class ContinuationPump : SynchronizationContext
{
    private const int HandOverMilliseconds = 10;
    private readonly BlockingCollection<Work> _queue = [];
    private volatile bool _waiting;

    public override void Post(SendOrPostCallback d, object? state)
    {
        var work = new Work(d, state);
        _queue.Add(work);
        if (!_waiting)
        {
            // Not a task: what an async void method throws must reach the handler for stray exceptions.
            _ = Task.Delay(HandOverMilliseconds).ContinueWith(
                _ => ThreadPool.UnsafeQueueUserWorkItem(static late => late.RunOnce(), work, preferLocal: false), TaskScheduler.Default);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations until the task is done or the cell is to stop.</summary>
    internal void RunUntilDone(Task task, CancellationToken stop)
    {
        _ = task.ContinueWith(_ => _queue.Add(new Work(static _ => { }, null)), TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            _waiting = true;
            Work work;
            try
            {
                work = _queue.Take(stop);
            }
            finally
            {
                _waiting = false;
            }

            work.RunOnce();
        }
    }

    private sealed class Work(SendOrPostCallback callback, object? state)
    {
        private int _started;

        internal void RunOnce()
        {
            if (Interlocked.Exchange(ref _started, 1) == 0)
            {
                callback(state);
            }
        }
    }
}
