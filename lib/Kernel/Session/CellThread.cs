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
    private int _arrived;

    /// <summary>Done when the compiler has run once.</summary>
    internal Task Warm => _warm.Task;

    /// <summary>Starts serving, and beside it the warm-up, which only requests that compile wait for.</summary>
    /// <param name="warmUp">What each first cell needs.</param>
    /// <param name="warmUpMore">What a cell may need; left out when one is waiting already.</param>
    internal void Start(Action warmUp, Action warmUpMore)
    {
        StartThread();
        new Thread(() => WarmUp(warmUp, warmUpMore), StackBytes) { IsBackground = true, Name = "warm-up" }.Start();
    }

    internal void Add(Request request)
    {
        if (Compiles(request))
        {
            Volatile.Write(ref _arrived, 1);
        }

        _queue.Add(request);
    }

    private void StartThread() => new Thread(Serve, StackBytes) { IsBackground = true, Name = "cells" }.Start();

    private static bool Compiles(Request request) => request.Type is "execute_request" or "complete_request" or "inspect_request" or "is_complete_request";

    private void WarmUp(Action warmUp, Action warmUpMore)
    {
        try
        {
            warmUp();
            if (Volatile.Read(ref _arrived) == 0)
            {
                warmUpMore();
            }
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
            // Twice the same work at once would make both slower. A cell waits by itself, where the stop button reaches it.
            if (Compiles(request) && request.Type != "execute_request")
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
