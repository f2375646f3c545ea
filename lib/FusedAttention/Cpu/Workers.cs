using TorchSharp;

namespace FusedAttention.Cpu;

/// <summary>Shares tasks among as many threads as libtorch uses. Who computes a task is left to chance, so a task must write where no other does.</summary>
internal static class Workers
{
    /// <summary>Runs all tasks.</summary>
    /// <param name="tasks">How many there are.</param>
    /// <param name="memory">Makes the scratch memory of a thread.</param>
    /// <param name="work">Computes a task, given by its number.</param>
    public static void Run<TMemory>(int tasks, Func<TMemory> memory, Action<TMemory, int> work) where TMemory : IDisposable
    {
        var next = -1;
        var threads = Math.Min(Math.Max(1, torch.get_num_threads()), tasks);
        if (threads <= 1)
            Work();
        else
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());

        void Work()
        {
            using var own = memory();
            for (var task = Interlocked.Increment(ref next); task < tasks; task = Interlocked.Increment(ref next))
                work(own, task);
        }
    }
}
