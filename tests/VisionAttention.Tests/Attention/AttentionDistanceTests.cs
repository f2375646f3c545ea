using FusedAttention;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Engines;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

public class AttentionDistanceTests
{
    [Theory]
    [InlineData(2, 3, 16, 0)]
    [InlineData(5, 1, 1, 0)]
    [InlineData(3, 4, 7, 2)]
    public void Even_attention_looks_as_far_as_two_patches_lie_apart_on_average(long rows, long columns, long patchSize, long prefixTokens)
    {
        var total = 0.0;
        for (long query = 0; query < rows * columns; query++)
        {
            for (long key = 0; key < rows * columns; key++)
                total += patchSize * Math.Sqrt(Math.Pow(query / columns - key / columns, 2) + Math.Pow(query % columns - key % columns, 2));
        }
        var expected = total / (rows * columns * rows * columns);
        var tokens = prefixTokens + rows * columns;
        var weights = full([1, 2, tokens, tokens], 1.0 / tokens, dtype: float64);
        var distance = AttentionDistance.OfTokens(weights, new GridSize(rows, columns), patchSize, prefixTokens);
        Assert.Equal(expected, distance[0, 1].ToDouble(), 1e-12 * (1 + expected));
    }

    [Fact]
    public void What_goes_to_the_class_token_does_not_shorten_the_distance()
    {
        manual_seed(1);
        var patches = nn.functional.softmax(randn(1, 2, 6, 6, dtype: float64), dim: -1);
        var withClass = zeros(1, 2, 7, 7, dtype: float64);
        withClass.narrow(2, 1, 6).narrow(3, 1, 6).copy_(patches * 0.25);
        withClass.narrow(3, 0, 1).fill_(0.75);
        var alone = AttentionDistance.OfTokens(patches, new GridSize(2, 3), patchSize: 4);
        var together = AttentionDistance.OfTokens(withClass, new GridSize(2, 3), patchSize: 4, prefixTokens: 1);
        Assert.True(together.allclose(alone, rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Queries_that_look_at_no_patch_do_not_count()
    {
        var weights = zeros(1, 2, 3, 3, dtype: float64);
        weights[0, 0, 1, 2] = 0.5; // head 0: one patch looks at its neighbour, the other at the class token alone
        var distance = AttentionDistance.OfTokens(weights, new GridSize(1, 2), patchSize: 8, prefixTokens: 1);
        Assert.Equal(8, distance[0, 0].ToDouble(), 1e-12);
        Assert.Equal(0, distance[0, 1].ToDouble());
    }

    // Keys outside the image take weight from those inside where the border is padded; what is left is in the same proportions.
    [Theory]
    [InlineData(Border.Mask)]
    [InlineData(Border.ZeroPad)]
    public void A_window_over_the_whole_map_looks_as_far_as_global_attention(Border border)
    {
        manual_seed(2);
        var (query, key) = (randn(1, 4, 2, 3, dtype: float64), randn(1, 4, 2, 3, dtype: float64));
        var options = new LocalAttentionOptions { KernelSize = 5, Heads = 2, Border = border };
        var (_, local) = LocalAttention.ApplyWithWeights(query, key, key, null, null, options);
        Tensor Tokens(Tensor map) => map.reshape(1, 2, 2, 6).transpose(2, 3);
        var (_, full) = ScaledDotProduct.ApplyWithWeights(Tokens(query), Tokens(key), Tokens(key), scale: 1);
        var expected = AttentionDistance.OfTokens(full, new GridSize(2, 3), patchSize: 2);
        Assert.True(AttentionDistance.OfWindows(local, pixelStride: 2).allclose(expected, rtol: 1e-10, atol: 1e-12));
    }
}
