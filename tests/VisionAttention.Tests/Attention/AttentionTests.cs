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
    }
}
