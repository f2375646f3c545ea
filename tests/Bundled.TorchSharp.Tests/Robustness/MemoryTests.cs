using TorchSharp.Native;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>Training goes on for as long as one likes, with scopes and without; a call costs little managed memory.</summary>
public sealed class MemoryTests
{
    private const int Steps = 20_000;
    private const int Settled = 2_000;
    private const long MiB = 1 << 20;

    [Fact]
    public void Twenty_thousand_steps_in_scopes_keep_memory_flat()
    {
        var (resident, tensors) = Train(step =>
        {
            using var scope = NewDisposeScope();
            step();
        });
        Assert.True(resident < 32 * MiB, $"the process grew by {resident / MiB} MiB over {Steps - Settled} steps");
        Assert.True(tensors < 4 * MiB, $"tensors hold {tensors / MiB} MiB more");
    }

    [Fact]
    public void Twenty_thousand_steps_that_dispose_nothing_keep_memory_flat()
    {
        var (resident, tensors) = Train(step => step());
        Assert.True(resident < 128 * MiB, $"the process grew by {resident / MiB} MiB over {Steps - Settled} steps");
        Assert.True(tensors < 128 * MiB, $"tensors hold {tensors / MiB} MiB more");
    }

    [Fact]
    public void Graphs_that_nobody_walks_back_are_collected_in_time()
    {
        // Each pass leaves about 20 MiB behind that only the graph of its result holds: more than 2 GiB in all.
        using var network = nn.Sequential(nn.Linear(512, 2048), nn.ReLU(), nn.Linear(2048, 2048), nn.ReLU(), nn.Linear(2048, 8));
        var before = NativeBytes.Live;
        long most = 0;
        for (var pass = 0; pass < 120; pass++)
        {
            network.call(randn(640, 512));
            most = Math.Max(most, NativeBytes.Live - before);
        }
        Assert.True(most < 1024 * MiB, $"up to {most / MiB} MiB were held");
    }

    [Fact]
    public void What_is_counted_is_what_tensors_hold()
    {
        var before = NativeBytes.Live;
        var tensor = zeros(1 << 20, dtype: float64);
        using (var view = tensor.view(1024, 1024))
            Assert.InRange(NativeBytes.Live - before, 8 * MiB, 8 * MiB + 4096);
        tensor.Dispose();
        Assert.InRange(NativeBytes.Live - before, -4096, 4096);
    }

    [Theory]
    [InlineData("add", 64)]
    [InlineData("add_", 0)]
    [InlineData("matmul", 64)]
    [InlineData("product", 64)]
    [InlineData("view", 112)]
    [InlineData("sum over a dimension", 112)]
    [InlineData("one row", 64)]
    public void A_call_allocates_little_beside_its_result(string call, long bytes)
    {
        using var left = randn(4, 4);
        using var right = randn(4, 4);
        void Run()
        {
            switch (call)
            {
                case "add": left.add(right).Dispose(); break;
                case "add_": left.add_(right); break;
                case "matmul": left.matmul(right).Dispose(); break;
                case "product": left.mul(right).Dispose(); break;
                case "view": left.view(2, 8).Dispose(); break;
                case "sum over a dimension": left.sum(1).Dispose(); break;
                default: left[1].Dispose(); break;
            }
        }
        for (var warm = 0; warm < 100; warm++)
            Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < 1000; repeat++)
            Run();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, bytes);
    }

    // What the process and its tensors grew by once everything had settled.
    private static (long Resident, long Tensors) Train(Action<Action> inItsWay)
    {
        manual_seed(1);
        using var network = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3));
        using var optimizer = optim.Adam(network.parameters());
        void Step()
        {
            var loss = nn.functional.cross_entropy(network.call(randn(16, 8)), randint(0, 3, [16]));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
        long resident = 0, tensors = 0;
        for (var step = 0; step < Steps; step++)
        {
            if (step == Settled)
                (resident, tensors) = (Environment.WorkingSet, NativeBytes.Live);
            inItsWay(Step);
        }
        return (Environment.WorkingSet - resident, NativeBytes.Live - tensors);
    }
}
