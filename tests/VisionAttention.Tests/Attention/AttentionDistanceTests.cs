using FusedAttention;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Engines;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

public class AttentionDistanceTests
{
    [Fact]
    public void A_head_that_looks_at_itself_looks_no_distance()
    {
        var distance = AttentionDistance.OfTokens(eye(6).expand(2, 3, 6, 6), new GridSize(2, 3), patchSize: 16);
        Assert.Equal([2L, 3], distance.shape);
        Assert.Equal(0, distance.abs().sum().ToSingle());
    }

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

    [Theory]
    [InlineData(Border.Mask, 3, 4, 5)]
    [InlineData(Border.ZeroPad, 3, 4, 5)]
    [InlineData(Border.ZeroPad, 5, 2, 3)]
    public void Even_local_attention_looks_as_far_as_the_places_of_a_window_lie_on_average(Border border, int kernelSize, int height, int width)
    {
        var (expected, half) = (0.0, kernelSize / 2);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (sum, count) = (0.0, 0);
                for (var a = Math.Max(0, row - half); a <= Math.Min(height - 1, row + half); a++)
                {
                    for (var b = Math.Max(0, column - half); b <= Math.Min(width - 1, column + half); b++)
                    {
                        sum += 4 * Math.Sqrt((a - row) * (a - row) + (b - column) * (b - column));
                        count++;
                    }
                }
                expected += sum / count / (height * width);
            }
        }
        var still = zeros(2, 6, height, width, dtype: float64);
        var (_, weights) = LocalAttention.ApplyWithWeights(
            still, still, still, null, null, new LocalAttentionOptions { KernelSize = kernelSize, Heads = 3, Border = border });
        var distance = AttentionDistance.OfWindows(weights, pixelStride: 4);
        Assert.Equal([2L, 3], distance.shape);
        Assert.True(distance.allclose(full([2, 3], expected, dtype: float64), rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void A_window_over_the_whole_map_looks_as_far_as_global_attention()
    {
        manual_seed(2);
        var (query, key) = (randn(1, 4, 2, 3, dtype: float64), randn(1, 4, 2, 3, dtype: float64));
        var options = new LocalAttentionOptions { KernelSize = 5, Heads = 2, Border = Border.Mask };
        var (_, local) = LocalAttention.ApplyWithWeights(query, key, key, null, null, options);
        Tensor Tokens(Tensor map) => map.reshape(1, 2, 2, 6).transpose(2, 3);
        var (_, full) = ScaledDotProduct.ApplyWithWeights(Tokens(query), Tokens(key), Tokens(key), scale: 1);
        var expected = AttentionDistance.OfTokens(full, new GridSize(2, 3), patchSize: 2);
        Assert.True(AttentionDistance.OfWindows(local, pixelStride: 2).allclose(expected, rtol: 1e-10, atol: 1e-12));
    }

    [Fact]
    public void A_window_that_looks_at_its_middle_looks_no_distance()
    {
        var weights = zeros([1, 2, 3, 4, 5, 5]);
        weights[.., .., .., .., 2, 2] = 1;
        Assert.Equal(0, AttentionDistance.OfWindows(weights).abs().sum().ToSingle());
    }

    [Fact]
    public void A_distance_leaves_nothing_but_its_result_behind()
    {
        using var tokens = rand(1, 2, 6, 6);
        using var windows = rand([1, 2, 3, 4, 3, 3]);
        using var scope = NewDisposeScope();
        AttentionDistance.OfTokens(tokens, new GridSize(2, 3), patchSize: 4);
        AttentionDistance.OfWindows(windows);
        Assert.Equal(2, scope.DisposablesCount);
    }

    public static TheoryData<string, Func<object>> BadInputs => new()
    {
        { "weights are [6, 6], expected [B, H, T, T]", () => AttentionDistance.OfTokens(zeros(6, 6), new(2, 3), 4) },
        { "weights are [1, 2, 6, 5], expected [B, H, T, T]", () => AttentionDistance.OfTokens(zeros(1, 2, 6, 5), new(2, 3), 4) },
        { "7 tokens of weights [1, 2, 7, 7] are not prefixTokens 0 and grid 2×3 = 6", () => AttentionDistance.OfTokens(zeros(1, 2, 7, 7), new(2, 3), 4) },
        { "prefixTokens -1 is below 0", () => AttentionDistance.OfTokens(zeros(1, 2, 5, 5), new(2, 3), 4, prefixTokens: -1) },
        { "patchSize 0 is not above 0", () => AttentionDistance.OfTokens(zeros(1, 2, 6, 6), new(2, 3), 0) },
        { "grid -2×-3 has a side", () => AttentionDistance.OfTokens(zeros(1, 2, 6, 6), new(-2, -3), 4) },
        { "weights hold Int64, expected floats", () => AttentionDistance.OfTokens(zeros(1, 2, 6, 6, dtype: int64), new(2, 3), 4) },
        { "weights are [0, 2, 6, 6], expected [B, H, T, T] with numbers", () => AttentionDistance.OfTokens(zeros(0, 2, 6, 6), new(2, 3), 4) },
        { "weights are [1, 2, 3, 4, 9], expected [B, Heads, H, W, K, K]", () => AttentionDistance.OfWindows(zeros([1, 2, 3, 4, 9])) },
        { "weights are [1, 2, 3, 4, 3, 5], expected [B, Heads, H, W, K, K]", () => AttentionDistance.OfWindows(zeros([1, 2, 3, 4, 3, 5])) },
        { "kernelSize 4 is not an odd number", () => AttentionDistance.OfWindows(zeros([1, 2, 3, 4, 4, 4])) },
        { "pixelStride -1 is not above 0", () => AttentionDistance.OfWindows(zeros([1, 2, 3, 4, 3, 3]), pixelStride: -1) },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Bad_input_is_refused_by_name(string expected, Func<object> call)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
