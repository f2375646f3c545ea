using TorchSharp;
using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

/// <summary>The stem with the values of Table 7.</summary>
public class AttentionStemTests
{
    [Theory]
    [InlineData(StemValues.SpatiallyAware)]
    [InlineData(StemValues.Plain)]
    [InlineData(StemValues.SpatialConvolution)]
    public void Every_kind_of_value_runs_forward_and_backward(StemValues values)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var stem = new AttentionStem(2, 8, new AttentionStemOptions { Block = 3, Heads = 2, Values = values });
        var (output, weights) = stem.ForwardWithWeights(randn(2, 2, 6, 9));
        Assert.Equal([2L, 8, 6, 9], output.shape);
        Assert.Equal([2L, 2, 2, 3, 9, 9], weights.shape);
        Assert.True(weights.sum(-1).allclose(ones([2, 2, 2, 3, 9]), rtol: 1e-5, atol: 1e-6));
        output.pow(2).sum().backward();
        Assert.All(stem.named_parameters(), entry => Assert.True(entry.parameter.grad!.abs().sum().ToDouble() > 0, entry.name));
    }

    [Theory]
    [InlineData(1, 1, 4, 1, 5)]
    [InlineData(2, 2, 12, 3, 4)]
    [InlineData(3, 4, 20, 2, 7)]
    [InlineData(4, 3, 32, 4, 4)]
    public void The_fused_way_gives_the_numbers_and_gradients_of_the_one_with_weights(int block, int inChannels, int outChannels, int heads, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var stem = new AttentionStem(inChannels, outChannels, new AttentionStemOptions { Block = block, Heads = heads });
        using var exact = new AttentionStem(inChannels, outChannels, new AttentionStemOptions { Block = block, Heads = heads });
        exact.load_state_dict(stem.state_dict());
        exact.to(float64);
        var images = randn(3, inChannels, 2 * block, columns * block).requires_grad_();
        var doubles = images.detach().to(float64).requires_grad_();
        var (output, (expected, _)) = (stem.call(images), exact.ForwardWithWeights(doubles));
        Assert.True(output.to(float64).allclose(expected, rtol: 1e-5, atol: 1e-5));
        var arriving = randn(output.shape);
        output.backward([arriving]);
        expected.backward([arriving.to(float64)]);
        Assert.True(images.grad!.to(float64).allclose(doubles.grad!, rtol: 1e-4, atol: 1e-4));
        foreach (var (name, parameter) in stem.named_parameters())
        {
            var gradient = exact.get_parameter(name)!.grad!;
            Assert.True(parameter.grad!.to(float64).allclose(gradient, rtol: 1e-4, atol: 1e-5 * (1 + gradient.abs().max().item<double>())), name);
        }
        using var off = no_grad();
        Assert.Equal(output.data<float>().ToArray(), stem.call(images).data<float>().ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_from_a_convolution_are_those_of_a_literal_loop(int block)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var stem = new AttentionStem(2, 4, new AttentionStemOptions { Block = block, Heads = 1, Values = StemValues.SpatialConvolution });
        stem.to(float64);
        var images = randn(1, 2, block, 2 * block, dtype: float64);
        var (output, weights) = stem.ForwardWithWeights(images);
        var kernel = stem.get_parameter("value.weight")!;
        var up = (block - 1) / 2;
        for (var row = 0; row < block; row++)
        {
            for (var column = 0; column < 2 * block; column++)
            {
                var expected = zeros(4, dtype: float64);
                var place = row * block + column % block;
                for (var neighbour = 0; neighbour < block * block; neighbour++)
                    expected += weights[0, 0, 0, column / block, place, neighbour] * Convolved(neighbour / block, column / block * block + neighbour % block);
                Assert.True(output[0, .., row, column].allclose(expected, rtol: 1e-10, atol: 1e-12), $"row {row}, column {column}");
            }
        }

        Tensor Convolved(int row, int column)
        {
            var sum = zeros(4, dtype: float64);
            for (var kernelRow = 0; kernelRow < block; kernelRow++)
            {
                for (var kernelColumn = 0; kernelColumn < block; kernelColumn++)
                {
                    var (y, x) = (row + kernelRow - up, column + kernelColumn - up);
                    if (y >= 0 && y < block && x >= 0 && x < 2 * block)
                        sum += matmul(kernel[.., .., kernelRow, kernelColumn], images[0, .., y, x]);
                }
            }
            return sum;
        }
    }

    [Fact]
    public void Only_spatially_aware_values_are_mixed()
    {
        using var stem = new AttentionStem(3, 8, new AttentionStemOptions { Values = StemValues.Plain });
        Assert.Contains("Plain values mixes none", Assert.Throws<InvalidOperationException>(() => stem.Mixture()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(4, 6)]
    public void A_stride_of_two_averages_after_the_attention(int height, int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var plain = new LocalSelfAttention(3, 8, new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 });
        using var strided = new LocalSelfAttention(3, 8, plain.Options with { Stride = 2 });
        strided.load_state_dict(plain.state_dict());
        var images = randn(2, 3, height, width);
        var (output, weights) = strided.ForwardWithWeights(images);
        var full = plain.call(images);
        Assert.Equal([2L, 8, (height + 1) / 2, (width + 1) / 2], output.shape);
        Assert.Equal([2L, 2, height, width, 3, 3], weights.shape);
        Assert.True(strided.call(images).allclose(output, rtol: 1e-6, atol: 1e-7));
        for (var row = 0; row < (height + 1) / 2; row++)
        {
            var rows = full.narrow(2, 2 * row, Math.Min(2, height - 2 * row));
            for (var column = 0; column < (width + 1) / 2; column++)
                Assert.True(output[.., .., row, column].allclose(rows.narrow(3, 2 * column, Math.Min(2, width - 2 * column)).mean([2, 3]), rtol: 1e-5, atol: 1e-6));
        }
    }
}
