using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

/// <summary>Attention-augmented convolution against Bello et al. 2019, written out.</summary>
public class AttentionAugmentedConv2dTests
{
    [Theory]
    [InlineData(2, 3, 2, 0.4, 0.2, true)]
    [InlineData(3, 2, 1, 0.2, 0.5, true)]
    [InlineData(1, 4, 2, 0.4, 1.0, true)]
    [InlineData(2, 3, 2, 0.4, 0.2, false)]
    public void Output_and_gradients_are_those_of_a_literal_loop(int height, int width, int heads, double keyShare, double valueShare, bool relative)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = new AttentionAugmentedConv2d(3, 10, new AttentionAugmentedConv2dOptions
        {
            Height = height, Width = width, Heads = heads, KeyShare = keyShare, ValueShare = valueShare, RelativePositions = relative,
        });
        layer.to(float64);
        var cotangent = randn(2, 10, height, width, dtype: float64);
        var images = randn(2, 3, height, width, dtype: float64).requires_grad_();

        var output = layer.call(images);
        (output * cotangent).sum().backward();
        var gradients = layer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        var imageGradient = images.grad!.clone();

        layer.zero_grad();
        images.grad!.zero_();
        var expected = Literal(layer, images);
        (expected * cotangent).sum().backward();

        AssertClose(expected, output, "output");
        AssertClose(images.grad!, imageGradient, "images");
        foreach (var (name, parameter) in layer.named_parameters())
            AssertClose(parameter.grad!, gradients[name], name);
    }

    [Theory]
    [InlineData(5, 7, 8, 4, 2)]
    [InlineData(14, 14, 160, 4, 8)]
    public void Relative_positions_add_the_parameters_the_paper_counts(int height, int width, long outChannels, int heads, long headDim)
    {
        var options = new AttentionAugmentedConv2dOptions { Height = height, Width = width, Heads = heads, KeyShare = (double)heads * headDim / outChannels, ValueShare = 0.5 };
        using var with = new AttentionAugmentedConv2d(6, outChannels, options);
        using var without = new AttentionAugmentedConv2d(6, outChannels, options with { RelativePositions = false });
        Assert.Equal((2L * (height + width) - 2) * headDim, Count(with) - Count(without));

        static long Count(AttentionAugmentedConv2d layer) => layer.parameters().Sum(parameter => parameter.numel());
    }

    [Fact]
    public void The_channels_of_the_convolution_come_first()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var layer = new AttentionAugmentedConv2d(3, 20, new AttentionAugmentedConv2dOptions { Height = 5, Width = 3, Heads = 2 });
        Assert.Equal((4L, 2L), (layer.KeyDim, layer.ValueDim));
        var images = randn(2, 3, 5, 3);
        var (output, weights) = layer.ForwardWithWeights(images);
        var convolution = (Conv2d)layer.named_children().Single(entry => entry.name == "conv").module;
        Assert.Equal([2L, 20, 5, 3], output.shape);
        Assert.Equal([2L, 2, 15, 15], weights.shape);
        Assert.True(output.narrow(1, 0, 18).eq(convolution.call(images)).all().ToBoolean());
        Assert.True(weights.sum(-1).allclose(ones(2, 2, 15), rtol: 1e-5, atol: 1e-6));
    }

    [Theory]
    [InlineData("inChannels 0 and outChannels 20 must both be above 0", 0, 20, 4, 3, 0.2, 0.2, 5)]
    [InlineData("inChannels 3 and outChannels 0 must both be above 0", 3, 0, 4, 3, 0.2, 0.2, 5)]
    [InlineData("kernelSize 2 is not an odd number above 0", 3, 20, 4, 2, 0.2, 0.2, 5)]
    [InlineData("height 0 and width 14 of the map must both be above 0", 3, 20, 4, 3, 0.2, 0.2, 0)]
    [InlineData("heads 0 is not above 0", 3, 20, 0, 3, 0.2, 0.2, 5)]
    [InlineData("keyShare 0 is not above 0 and at most 1", 3, 20, 4, 3, 0.0, 0.2, 5)]
    [InlineData("valueShare 1.5 is not above 0 and at most 1", 3, 20, 4, 3, 0.2, 1.5, 5)]
    [InlineData("keyDim 6 (0.3 of outChannels 20) is not a multiple of heads 4 above 0", 3, 20, 4, 3, 0.3, 0.2, 5)]
    [InlineData("valueDim 2 (0.1 of outChannels 20) is not a multiple of heads 4 above 0", 3, 20, 4, 3, 0.2, 0.1, 5)]
    [InlineData("valueDim 0 (0.01 of outChannels 20) is not a multiple of heads 4 above 0", 3, 20, 4, 3, 0.2, 0.01, 5)]
    public void Bad_settings_are_named(
        string expected, long inChannels, long outChannels, int heads, int kernelSize, double keyShare, double valueShare, int height)
    {
        var options = new AttentionAugmentedConv2dOptions { Heads = heads, KernelSize = kernelSize, KeyShare = keyShare, ValueShare = valueShare, Height = height };
        var error = Assert.Throws<ArgumentException>(() => new AttentionAugmentedConv2d(inChannels, outChannels, options));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_another_size_is_refused_with_both_sizes()
    {
        using var layer = new AttentionAugmentedConv2d(3, 20, new AttentionAugmentedConv2dOptions { Height = 5, Width = 3, Heads = 2 });
        Assert.Equal(
            "the map is 3×5, the layer was made for 5×3: its relative embeddings know no other size",
            Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 3, 3, 5))).Message);
        Assert.Equal("images are [1, 2, 5, 3], expected [B, 3, 5, 3]", Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 2, 5, 3))).Message);
    }

    // Pixel by pixel: l_ij = q_i·(k_j + row(y_j − y_i) + column(x_j − x_i)) / √headDim.
    private static Tensor Literal(AttentionAugmentedConv2d layer, Tensor images)
    {
        var weights = layer.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter);
        var (options, keyDim, valueDim) = (layer.Options, layer.KeyDim, layer.ValueDim);
        var (headDim, valueHeadDim) = (keyDim / options.Heads, valueDim / options.Heads);
        var projected = nn.functional.conv2d(images, weights["qkv.weight"], weights["qkv.bias"]);
        var results = new List<Tensor>();
        for (var image = 0; image < images.shape[0]; image++)
        {
            for (var pixel = 0; pixel < options.Height * options.Width; pixel++)
                results.Add(cat([.. Enumerable.Range(0, options.Heads).Select(head => Attended(image, pixel, head))]));
        }
        var attended = stack(results).reshape(images.shape[0], options.Height, options.Width, valueDim).permute(0, 3, 1, 2);
        var output = nn.functional.conv2d(attended, weights["proj.weight"], weights["proj.bias"]);
        return weights.TryGetValue("conv.weight", out var kernel)
            ? cat([nn.functional.conv2d(images, kernel, weights["conv.bias"], padding: [1, 1]), output], dim: 1)
            : output;

        Tensor Attended(int image, int pixel, int head)
        {
            var (row, column) = (pixel / options.Width, pixel % options.Width);
            var query = projected[image, .., row, column].narrow(0, head * headDim, headDim);
            var logits = new List<Tensor>();
            var values = new List<Tensor>();
            for (var other = 0; other < options.Height * options.Width; other++)
            {
                var there = projected[image, .., other / options.Width, other % options.Width];
                var key = there.narrow(0, keyDim + head * headDim, headDim);
                if (options.RelativePositions)
                {
                    key = key + weights["row_embedding"][other / options.Width - row + options.Height - 1]
                        + weights["column_embedding"][other % options.Width - column + options.Width - 1];
                }
                logits.Add(query.dot(key) / Math.Sqrt(headDim));
                values.Add(there.narrow(0, 2 * keyDim + head * valueHeadDim, valueHeadDim));
            }
            return matmul(nn.functional.softmax(stack(logits), dim: 0), stack(values));
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-10, atol: 1e-10), $"{name} differs by {(actual - expected).abs().max().ToDouble():g3}");
    }
}
