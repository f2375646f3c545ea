using VisionAttention.Kernels;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Kernels;

/// <summary>What an engine keeps for the way back.</summary>
public sealed class EngineMemoryTests
{
    [Fact]
    public void Between_the_ways_forth_and_back_a_call_keeps_its_inputs_only()
    {
        // A map is 2 MiB. Weights and logits of a call would be 12 MiB, the windows of keys and values 196 MiB.
        using var scope = NewDisposeScope();
        using var draws = new Generator(1);
        Tensor Map() => randn([8, 64, 32, 32], generator: draws).requires_grad_();
        var (query, key, value) = (Map(), Map(), Map());
        var options = new LocalAttentionOptions { KernelSize = 7, Heads = 4, Engine = Engine.TensorOps };
        Tensor Call() => LocalAttention.Apply(query, key, value, null, null, options);
        Call().sum().backward();
        var before = Environment.WorkingSet;
        var outputs = Enumerable.Range(0, 12).Select(_ => Call()).ToList();
        var grown = (Environment.WorkingSet - before) >> 20;
        Assert.True(grown < 12 * 3, $"12 calls with outputs of 2 MiB kept {grown} MiB");
        outputs.Aggregate((sum, output) => sum + output).sum().backward();
        Assert.Equal(query.shape, query.grad!.shape);
    }
}
