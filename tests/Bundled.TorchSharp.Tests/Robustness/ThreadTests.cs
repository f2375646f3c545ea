using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Several threads, and the collector, at the same tensors.</summary>
public sealed class ThreadTests
{
    private const int Threads = 4;

    private delegate int CountOfThreads();

    [Fact]
    public void A_tensor_disposed_by_one_thread_is_an_exception_or_still_there_in_another()
    {
        var shared = new Tensor[8];
        for (var place = 0; place < shared.Length; place++)
            shared[place] = full(64, (float)place);
        var used = 0;
        InThreads(seed =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 4000; round++)
            {
                var place = random.Next(shared.Length);
                try
                {
                    if (random.Next(4) == 0)
                    {
                        var old = Interlocked.Exchange(ref shared[place], full(64, (float)place));
                        old.Dispose();
                        continue;
                    }
                    var tensor = Volatile.Read(ref shared[place]);
                    using var sum = (tensor + tensor).sum();
                    _ = tensor.shape;
                    Assert.Equal(2f * 64 * place, sum.item<float>());
                    Interlocked.Increment(ref used);
                }
                catch (InvalidOperationException error)
                {
                    Assert.Equal("Tensor invalid -- empty handle.", error.Message);
                }
            }
        });
        Assert.True(used > 1000, $"only {used} calls found their tensor");
    }

    [Fact]
    public void The_number_of_threads_holds_for_matrix_products_too()
    {
        // OpenBLAS is a library with threads of its own; where another one multiplies, it is not there to be asked.
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out var blas))
            return;
        var inBlas = Marshal.GetDelegateForFunctionPointer<CountOfThreads>(NativeLibrary.GetExport(blas, "openblas_get_num_threads"));
        var before = get_num_threads();
        foreach (var threads in new[] { 1, 2, 1 })
        {
            set_num_threads(threads);
            Assert.Equal((threads, threads), (get_num_threads(), inBlas()));
        }
        set_num_threads(before);
    }

    [Fact]
    public void Tensors_are_not_finalised_under_a_running_call()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            InThreads(_ =>
            {
                for (var round = 0; round < 1500; round++)
                    Assert.Equal(300f, Chain());
            });
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Fact]
    public void One_graph_can_be_walked_back_from_several_threads_at_once()
    {
        using var weight = ones(3, 3).requires_grad_();
        InThreads(_ =>
        {
            for (var round = 0; round < 200; round++)
            {
                using var scope = NewDisposeScope();
                var gradient = autograd.grad([weight.matmul(ones(3, 3)).sum()], [weight])[0];
                Assert.Equal(27f, gradient.sum().item<float>());
            }
        });
    }

    [Fact]
    public void A_scope_may_be_disposed_by_another_thread()
    {
        DisposeScope? scope = null;
        Tensor? inside = null;
        var thread = new Thread(() =>
        {
            scope = NewDisposeScope();
            inside = ones(3);
        });
        thread.Start();
        thread.Join();
        scope!.Dispose();
        Assert.True(inside!.IsInvalid);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Chain() => ones(100).mul(ones(100)).add(ones(100) * 2).sum().item<float>();

    private static void InThreads(Action<int> work)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            try
            {
                work(seed);
            }
            catch (Exception failure)
            {
                lock (failures)
                    failures.Add(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
