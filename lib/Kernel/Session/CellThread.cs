using System.Collections.Concurrent;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Serves the requests of the shell one after the other, on a thread with a large stack for the user's recursion.</summary>
internal sealed class CellThread(Action<Request> serve, WarmUp warmUp)
{
    private const int StackBytes = 16 * 1024 * 1024;
    private const long CollectEvery = 16 * 1024 * 1024;
    private readonly BlockingCollection<Request> _queue = [];
    private long _collectedAt;

    internal void Start() => new Thread(KeepServing) { IsBackground = true, Name = "cells' keeper" }.Start();

    internal void Add(Request request)
    {
        if (Compiles(request))
        {
            warmUp.Hurry();
        }

        _queue.Add(request);
    }

    private static bool Compiles(Request request) => request.Type is "execute_request" or "complete_request" or "inspect_request" or "is_complete_request";

    /// <summary>Starts the thread of the cells, and the next when one is spent: a thread inherits from its starter that the signal of an abort is blocked.</summary>
    private void KeepServing()
    {
        while (true)
        {
            var thread = new Thread(Serve, StackBytes) { IsBackground = true, Name = "cells" };
            thread.Start();
            thread.Join();
        }
    }

    private void Serve()
    {
        foreach (var request in _queue.GetConsumingEnumerable())
        {
            // Twice the same work at once would make both slower. A cell waits by itself, where the stop button reaches it.
            if (Compiles(request) && request.Type != "execute_request")
            {
                warmUp.Done.Wait();
            }

            serve(request);
            CollectUnlessOneWaits();
            if (AbortableRun.IsThreadSpent)
            {
                // A thread that was aborted cannot be aborted again; the next cell gets a fresh one.
                return;
            }
        }
    }

    /// <summary>Compiling leaves much behind at once. Left alone, the collector waits for as much as the processor's cache holds, 240 MB on a large server.</summary>
    private void CollectUnlessOneWaits()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (_queue.Count == 0 && allocated - _collectedAt > CollectEvery)
        {
            GC.Collect(1);
            _collectedAt = allocated;
        }
    }
}
