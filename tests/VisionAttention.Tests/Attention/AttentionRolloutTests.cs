using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

public class AttentionRolloutTests
{
    [Theory]
    [InlineData(HeadFusion.Mean, true, 0)]
    [InlineData(HeadFusion.Mean, false, 0.3)]
    [InlineData(HeadFusion.Max, true, 0.9)]
    [InlineData(HeadFusion.Max, false, 0)]
    [InlineData(HeadFusion.Min, true, 0)]
    public void Rows_of_a_rollout_sum_to_one(HeadFusion fusion, bool residual, double discardRatio)
    {
        var options = new AttentionRolloutOptions { HeadFusion = fusion, Residual = residual, DiscardRatio = discardRatio };
        var rollout = AttentionRollout.Apply(Maps(layers: 4, batch: 2, heads: 3, tokens: 7), options);
        Assert.Equal([2L, 7, 7], rollout.shape);
        Assert.True(rollout.sum(2).allclose(ones(2, 7, dtype: float64), rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Layers_that_attend_to_themselves_move_nothing()
    {
        var identity = eye(5).expand(2, 3, 5, 5);
        var rollout = AttentionRollout.Apply([identity, identity]);
        Assert.True(rollout.allclose(eye(5).expand(2, 5, 5), rtol: 1e-6, atol: 1e-7));
    }

    [Fact]
    public void The_first_layer_stands_nearest_to_the_input()
    {
        // Layer 0 moves token 1 to token 0, layer 1 moves token 0 to token 2: what was token 1 arrives at token 2.
        var first = tensor(new float[,] { { 0, 1, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }).reshape(1, 1, 3, 3);
        var second = tensor(new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 1, 0, 0 } }).reshape(1, 1, 3, 3);
        var options = new AttentionRolloutOptions { Residual = false };
        Assert.Equal(1, AttentionRollout.Apply([first, second], options)[0, 2, 1].ToSingle(), 1e-6f);
        Assert.Equal(0, AttentionRollout.Apply([second, first], options)[0, 2, 1].ToSingle(), 1e-6f);
    }

    [Fact]
    public void Images_of_a_batch_do_not_meet()
    {
        var maps = Maps(layers: 3, batch: 2, heads: 2, tokens: 5);
        var options = new AttentionRolloutOptions { DiscardRatio = 0.5, HeadFusion = HeadFusion.Max };
        var together = AttentionRollout.Apply(maps, options);
        var alone = AttentionRollout.Apply([.. maps.Select(map => map.narrow(0, 1, 1))], options);
        Assert.True(together[1].allclose(alone[0], rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void Discarding_spares_the_first_token_on_itself()
    {
        var map = tensor(new[,] { { 0.1, 0.9 }, { 0.6, 0.4 } }).reshape(1, 1, 2, 2);
        var options = new AttentionRolloutOptions { Residual = false, DiscardRatio = 0.5 };
        var rollout = AttentionRollout.Apply([map], options)[0]; // the two smallest are 0.1, spared, and 0.4
        Assert.True(rollout.allclose(tensor(new[,] { { 0.1, 0.9 }, { 1, 0 } }), rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void A_row_that_lost_all_its_weights_is_zero_and_not_NaN()
    {
        var map = tensor(new[,] { { 0.5, 0.5 }, { 0.1, 0.1 } }).reshape(1, 1, 2, 2);
        var rollout = AttentionRollout.Apply([map], new AttentionRolloutOptions { Residual = false, DiscardRatio = 0.5 })[0];
        Assert.True(rollout.allclose(tensor(new[,] { { 0.5, 0.5 }, { 0, 0 } }), rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void The_published_normalisation_differs_once_rows_do_not_sum_to_one()
    {
        var maps = Maps(layers: 2, batch: 1, heads: 3, tokens: 5);
        Tensor Rollout(double ratio, RolloutNormalisation normalisation) =>
            AttentionRollout.Apply(maps, new AttentionRolloutOptions { DiscardRatio = ratio, Normalisation = normalisation });
        Assert.True(Rollout(0, RolloutNormalisation.AsPublished).allclose(Rollout(0, RolloutNormalisation.EachRow), rtol: 1e-10, atol: 1e-12));
        Assert.False(Rollout(0.6, RolloutNormalisation.AsPublished).allclose(Rollout(0.6, RolloutNormalisation.EachRow), rtol: 1e-3, atol: 1e-3));
    }

    [Fact]
    public void The_class_map_is_the_first_row_without_the_prefix()
    {
        var rollout = arange(64, dtype: float64).reshape(1, 8, 8);
        var map = AttentionRollout.ClassMap(rollout, new GridSize(2, 3), prefixTokens: 2);
        Assert.True(map.allclose(tensor(new double[,,] { { { 2, 3, 4 }, { 5, 6, 7 } } }), rtol: 0, atol: 0));
        var display = AttentionRollout.ClassMap(rollout, new GridSize(2, 3), prefixTokens: 2, dividesByMaximum: true);
        Assert.True(display.allclose(map / 7, rtol: 1e-12, atol: 0));
        var dark = AttentionRollout.ClassMap(zeros(1, 7, 7), new GridSize(2, 3), dividesByMaximum: true);
        Assert.Equal(0, dark.abs().sum().ToSingle());
    }

    private static Tensor[] Maps(int layers, long batch, long heads, long tokens)
    {
        manual_seed(1);
        return [.. Enumerable.Range(0, layers).Select(_ => nn.functional.softmax(randn(batch, heads, tokens, tokens, dtype: float64) * 2, dim: -1))];
    }
}
