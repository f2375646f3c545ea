using FusedAttention;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Engines;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

public class LocalAttentionTests
{
    [Theory]
    [InlineData(2, 3, 5, 7, 3)]
    [InlineData(1, 2, 4, 3, 5)]
    [InlineData(1, 1, 2, 2, 7)]
    public void Zero_pad_and_mask_agree_inside_the_border(int batch, int heads, int height, int width, int kernelSize)
    {
        manual_seed(1);
        var channels = heads * 4;
        Tensor Map() => randn(batch, channels, height, width, dtype: float64);
        var (query, key, value) = (Map(), Map(), Map());
        var zeroPad = LocalAttention.Apply(query, key, value, null, null, Options(kernelSize, heads, Border.ZeroPad));
        var mask = LocalAttention.Apply(query, key, value, null, null, Options(kernelSize, heads, Border.Mask));
        var difference = (zeroPad - mask).abs().amax([0, 1]);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var half = kernelSize / 2;
                var isInside = row >= half && column >= half && row < height - half && column < width - half;
                Assert.Equal(isInside, difference[row, column].ToDouble() < 1e-12);
            }
        }
    }

    [Fact]
    public void A_masked_window_over_the_whole_map_is_global_attention()
    {
        manual_seed(2);
        var (query, key, value) = (randn(2, 6, 3, 4, dtype: float64), randn(2, 6, 3, 4, dtype: float64), randn(2, 6, 3, 4, dtype: float64));
        var local = LocalAttention.Apply(query, key, value, null, null, Options(kernelSize: 9, heads: 2, Border.Mask));
        Tensor Tokens(Tensor map) => map.reshape(2, 2, 3, 12).transpose(2, 3);
        var full = ScaledDotProduct.Apply(Tokens(query), Tokens(key), Tokens(value), scale: 1);
        Assert.True(local.reshape(2, 2, 3, 12).transpose(2, 3).allclose(full, rtol: 1e-10, atol: 1e-12));
    }

    [Fact]
    public void Weights_sum_to_one_over_the_window_and_vanish_outside_the_image()
    {
        manual_seed(3);
        var map = randn(1, 4, 3, 5, dtype: float64);
        var (_, weights) = LocalAttention.ApplyWithWeights(map, map, map, null, null, Options(kernelSize: 3, heads: 2, Border.Mask));
        Assert.Equal([1L, 2, 3, 5, 3, 3], weights.shape);
        Assert.True(weights.sum([4, 5]).allclose(ones(1, 2, 3, 5, dtype: float64), rtol: 1e-12, atol: 1e-12));
        Assert.Equal(0, weights[0, 0, 0, 0, 0].sum().ToDouble());
    }

    [Theory]
    [InlineData(Engine.Reference)]
    [InlineData(Engine.TensorOps)]
    public void Gradients_agree_with_central_differences(Engine engine)
    {
        manual_seed(4);
        Tensor[] inputs =
        [
            randn(1, 4, 3, 4, dtype: float64), randn(1, 4, 3, 4, dtype: float64), randn(1, 4, 3, 4, dtype: float64),
            randn(3, 1, dtype: float64), randn(3, 1, dtype: float64),
        ];
        var options = Options(3, 2, Border.ZeroPad) with { Engine = engine };
        foreach (var input in inputs)
        {
            input.requires_grad_();
            CentralDifferences.Agree(() => LocalAttention.Apply(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], options), input);
            input.grad!.zero_();
        }
    }

    private static LocalAttentionOptions Options(int kernelSize, int heads, Border border) =>
        new LocalAttentionOptions { KernelSize = kernelSize, Heads = heads, Border = border };
}
