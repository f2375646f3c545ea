using FusedAttention.Cpu;
using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>Attention inside blocks against plain operators in float64, in every register width and for any number of threads.</summary>
public sealed class BlockAttentionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly int _threads = get_num_threads();

    public void Dispose()
    {
        set_num_threads(_threads);
        _scope.Dispose();
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(4, 6, 2, 17)]
    [InlineData(9, 5, 1, 33)]
    [InlineData(16, 24, 3, 40)]
    public void Output_and_gradients_equal_plain_operators_in_every_register_width(int pixels, int channels, int heads, int blocks)
    {
        manual_seed(8);
        Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(_ => randn(pixels, channels, blocks).requires_grad_())];
        Tensor[] exact = [.. inputs.Select(input => input.detach().to(float64).requires_grad_())];
        var arriving = randn(pixels, channels, blocks);
        var expected = Plain(exact[0], exact[1], exact[2], heads);
        expected.backward([arriving.to(float64)]);
        foreach (var width in Enum.GetValues<LaneWidth>())
        {
            var output = BlockAttention.Apply(inputs[0], inputs[1], inputs[2], heads, width);
            Assert.True(output.to(float64).allclose(expected, rtol: 1e-5, atol: 1e-5), width.ToString());
            output.backward([arriving]);
            for (var index = 0; index < inputs.Length; index++)
            {
                Assert.True(inputs[index].grad!.to(float64).allclose(exact[index].grad!, rtol: 1e-4, atol: 1e-4), $"{width}, input {index}");
                inputs[index].grad = null;
            }
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        manual_seed(9);
        var (query, key, value) = (randn(4, 8, 70), randn(4, 8, 70), randn(4, 8, 70));
        set_num_threads(1);
        var alone = BlockAttention.Apply(query, key, value, heads: 2);
        set_num_threads(2);
        Assert.Equal(alone.data<float>().ToArray(), BlockAttention.Apply(query, key, value, heads: 2).data<float>().ToArray());
    }

    // [P, C, N] → [N, Heads, P, Dh]
    private static Tensor Plain(Tensor query, Tensor key, Tensor value, int heads)
    {
        Tensor Apart(Tensor map) => map.unflatten(1, heads, map.shape[1] / heads).permute(3, 1, 0, 2);
        var weights = nn.functional.softmax(Apart(query).matmul(Apart(key).transpose(-2, -1)), -1);
        return weights.matmul(Apart(value)).permute(2, 1, 3, 0).flatten(1, 2);
    }
}
