using System.Collections.Concurrent;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Serves the requests of the shell one after the other, on a thread with a large stack for the user's recursion.</summary>
internal sealed class CellThread(Action<Request> serve)
{
    private const int StackBytes = 16 * 1024 * 1024;
    private readonly BlockingCollection<Request> _queue = [];
    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts serving, and beside it <paramref name="warmUp"/>, which only requests that compile wait for.</summary>
    internal void Start(Action warmUp)
    {
        StartThread();
        new Thread(() => WarmUp(warmUp), StackBytes) { IsBackground = true, Name = "warm-up" }.Start();
    }

    internal void Add(Request request) => _queue.Add(request);

    private void StartThread() => new Thread(Serve, StackBytes) { IsBackground = true, Name = "cells" }.Start();

    private void WarmUp(Action warmUp)
    {
        try
        {
            warmUp();
        }
        finally
        {
            _warm.SetResult();
        }
    }

    private void Serve()
    {
        foreach (var request in _queue.GetConsumingEnumerable())
        {
            // Twice the same work at once would make both slower.
            if (request.Type is "execute_request" or "complete_request" or "inspect_request" or "is_complete_request")
            {
                _warm.Task.Wait();
            }

            serve(request);
            if (AbortableRun.IsThreadSpent)
            {
                // A thread that was aborted cannot be aborted again; the next cell gets a fresh one.
                StartThread();
                return;
            }
        }
    }
}
