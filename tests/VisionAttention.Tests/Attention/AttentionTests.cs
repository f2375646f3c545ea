using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

public class AttentionTests
{
    [Fact]
    public void Attention_without_positions_is_permutation_equivariant()
    {
        manual_seed(1);
        using var layer = new MultiheadSelfAttention(embedDim: 12, heads: 3).to(float64);
        var tokens = randn(2, 5, 12, dtype: float64);
        var order = tensor(new long[] { 3, 0, 4, 1, 2 });
        var shuffledFirst = layer.call(tokens.index_select(1, order));
        var shuffledLast = layer.call(tokens).index_select(1, order);
        Assert.True(shuffledFirst.allclose(shuffledLast, rtol: 1e-10, atol: 1e-12));
    }

    [Fact]
    public void A_query_without_keys_gets_zeros_and_not_NaN()
    {
        manual_seed(2);
        var tokens = randn(1, 3, 4);
        var mask = tensor(new[,] { { true, false, false }, { false, false, false }, { true, true, true } });
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(tokens, tokens, tokens, mask);
        Assert.Equal(0, weights[0, 1].abs().sum().ToDouble());
        Assert.Equal(0, output[0, 1].abs().sum().ToDouble());
    }

    [Theory]
    [InlineData(30, 4, "embedDim 30 is not a multiple of heads 4")]
    [InlineData(8, 0, "embedDim 8 is not a multiple of heads 0")]
    public void Widths_that_cannot_be_split_are_refused(long embedDim, long heads, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new MultiheadSelfAttention(embedDim, heads)).Message);

    [Fact]
    public void Widths_that_do_not_meet_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ScaledDotProduct.Apply(zeros(1, 3, 4), zeros(1, 3, 5), zeros(1, 3, 4)));
        Assert.Throws<ArgumentException>(() => ScaledDotProduct.Apply(zeros(1, 3, 4), zeros(1, 3, 4), zeros(1, 2, 4)));
        Assert.Throws<ArgumentException>(() => new LocalSelfAttention(8, 12, new LocalSelfAttentionOptions { Heads = 8 }));
        Assert.Throws<ArgumentException>(() => new LocalSelfAttention(8, 8, new LocalSelfAttentionOptions { Heads = 8 }));
        Assert.Throws<ArgumentException>(() => new AttentionStem(3, 6).forward(zeros(1, 3, 8, 8)));
        Assert.Throws<ArgumentException>(() => new AttentionStem(3, 8).forward(zeros(1, 3, 8, 7)));
    }

    [Fact]
    public void A_layer_made_inside_a_scope_outlives_it()
    {
        LocalSelfAttention layer;
        AttentionStem stem;
        using (NewDisposeScope())
        {
            layer = new LocalSelfAttention(8, 16);
            stem = new AttentionStem(3, 8);
        }
        Assert.Equal([1L, 16, 3, 5], layer.call(randn(1, 8, 3, 5)).shape);
        Assert.Equal([1L, 8, 4, 8], stem.call(randn(1, 3, 4, 8)).shape);
    }

    [Fact]
    public void A_forward_pass_leaves_nothing_but_its_result_behind()
    {
        using var layer = new LocalSelfAttention(8, 16);
        using var images = randn(1, 8, 3, 5);
        using var scope = NewDisposeScope();
        layer.call(images);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void The_recorder_keeps_weights_and_lets_go_of_the_model()
    {
        manual_seed(3);
        using var model = new AttentionResNet(AttentionResNetOptions.FullAttention(26) with
        {
            Width = 0.125, Classes = 3, Attention = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 },
        });
        model.eval();
        var images = randn(2, 3, 16, 16);
        var before = model.call(images);
        using (var recorder = AttentionRecorder.Attach(model))
        {
            Assert.True(model.call(images).allclose(before, rtol: 1e-5, atol: 1e-6));
            Assert.Equal(9, recorder.Weights.Count);
            Assert.Equal([2L, 4, 4, 4, 16, 16], recorder.Weights["conv1"].shape);
            Assert.Equal([2L, 2, 4, 4, 3, 3], recorder.Weights["layer1.0.conv2"].shape);
        }
        Assert.True(model.call(images).allclose(before, rtol: 1e-5, atol: 1e-6));
        using var plain = new AttentionResNet(AttentionResNetOptions.Convolutional(26) with { Width = 0.125, Classes = 3 });
        Assert.Throws<ArgumentException>(() => AttentionRecorder.Attach(plain));
    }
}
