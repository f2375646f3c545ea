using VisionAttention.Kernels;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Kernels;

/// <summary>What an engine keeps for the way back.</summary>
public sealed class EngineMemoryTests
{
    [Fact]
    public void Shifting_keeps_no_copies_of_the_windows()
    {
        // 49 copies of keys and of values would be 98 maps; what stays for the way back is the maps, the logits and the weights.
        using var draws = new Generator(1);
        Tensor Map() => randn([2, 64, 32, 32], generator: draws).requires_grad_();
        var (query, key, value) = (Map(), Map(), Map());
        var options = new LocalAttentionOptions { KernelSize = 7, Heads = 4, Engine = Engine.TensorOps };
        var before = Environment.WorkingSet;
        var output = LocalAttention.Apply(query, key, value, null, null, options);
        var grown = Environment.WorkingSet - before;
        var mapBytes = 2L * 64 * 32 * 32 * sizeof(float);
        Assert.True(grown < 40 * mapBytes, $"the process grew by {grown / (double)mapBytes:f0} maps");
        Assert.Equal(query.shape, output.shape);
    }
}
