using TorchSharp;
using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Attention;

/// <summary>Multi-head attention: the two paths, masks, cross-attention.</summary>
public sealed class MultiheadAttentionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public MultiheadAttentionTests() => manual_seed(11);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 0.3)]
    public void The_fused_path_equals_the_explicit_one(bool queryKeyNorm, double? scale)
    {
        var options = new MultiheadSelfAttentionOptions { QueryKeyNorm = queryKeyNorm, Scale = scale, HeadDim = 5 };
        using var layer = new MultiheadSelfAttention(12, 3, options).to(float64);
        var tokens = randn(2, 7, 12, dtype: float64).requires_grad_();
        var fused = layer.call(tokens);
        fused.sum().backward();
        var fusedGradient = tokens.grad!.clone();
        tokens.grad!.zero_();
        var (explicitly, weights) = layer.ForwardWithWeights(tokens);
        explicitly.sum().backward();
        Same(fused, explicitly);
        Same(fusedGradient, tokens.grad!);
        Same(weights.sum(-1), ones(2, 3, 7, dtype: float64));
    }

    [Fact]
    public void A_masked_key_is_as_good_as_absent()
    {
        using var layer = new MultiheadSelfAttention(6, 2).to(float64);
        var tokens = randn(2, 5, 6, dtype: float64);
        var keyMask = tensor(new[,] { { true, true, true, false, false }, { true, true, true, false, false } });
        var (masked, _) = layer.ForwardWithWeights(tokens, keyMask: keyMask);
        Same(masked.narrow(1, 0, 3), layer.call(tokens.narrow(1, 0, 3)));
    }

    [Fact]
    public void Key_mask_and_mask_of_floats_go_together()
    {
        using var layer = new MultiheadSelfAttention(6, 2).to(float64);
        var tokens = randn(1, 4, 6, dtype: float64);
        var keyMask = tensor(new[,] { { true, true, false, true } });
        var added = randn(4, 4, dtype: float64);
        var (_, weights) = layer.ForwardWithWeights(tokens, added, keyMask: keyMask);
        var (_, plain) = layer.ForwardWithWeights(tokens, added);
        Assert.Equal(0, weights.select(3, 2).abs().sum().ToDouble());
        var kept = plain * tensor(new[] { 1.0, 1, 0, 1 });
        Same(weights, kept / kept.sum(-1, keepdim: true));
    }

    [Fact]
    public void A_causal_token_does_not_see_what_follows()
    {
        using var layer = new MultiheadSelfAttention(6, 2).to(float64);
        var tokens = randn(1, 5, 6, dtype: float64);
        var (whole, _) = layer.ForwardWithWeights(tokens, causal: true);
        var (start, _) = layer.ForwardWithWeights(tokens.narrow(1, 0, 3), causal: true);
        Same(whole.narrow(1, 0, 3), start);
    }

    [Fact]
    public void Cross_attention_does_not_depend_on_the_order_of_the_keys()
    {
        using var layer = new MultiheadCrossAttention(6, 2, new MultiheadCrossAttentionOptions { KeyDim = 4, ValueDim = 5 }).to(float64);
        var (query, key, value) = (randn(2, 3, 6, dtype: float64), randn(2, 4, 4, dtype: float64), randn(2, 4, 5, dtype: float64));
        var order = tensor(new long[] { 2, 0, 3, 1 });
        Same(layer.call(query, key, value), layer.call(query, key.index_select(1, order), value.index_select(1, order)));
    }

    [Fact]
    public void Extra_keys_take_part_whatever_the_mask_says()
    {
        using var layer = new MultiheadCrossAttention(6, 2, new MultiheadCrossAttentionOptions { LearnedKeyValue = true, ZeroKeyValue = true }).to(float64);
        var tokens = randn(1, 3, 6, dtype: float64);
        var (_, weights) = layer.ForwardWithWeights(tokens, tokens, tokens, zeros(3, 3, dtype: ScalarType.Bool));
        Assert.Equal([1L, 2, 3, 5], weights.shape);
        Assert.Equal(0, weights.narrow(3, 0, 3).abs().sum().ToDouble());
        Same(weights.sum(-1), ones(1, 2, 3, dtype: float64));
    }

    [Fact]
    public void Gradients_agree_with_central_differences()
    {
        using var layer = new MultiheadSelfAttention(8, 2, new MultiheadSelfAttentionOptions { QueryKeyNorm = true }).to(float64);
        var tokens = randn(2, 5, 8, dtype: float64).requires_grad_();
        CentralDifferences.Agree(() => layer.call(tokens), tokens);
        foreach (var (_, parameter) in layer.named_parameters().Where(entry => !entry.name.EndsWith("k_norm.bias", StringComparison.Ordinal)))
        {
            parameter.grad?.zero_();
            CentralDifferences.Agree(() => layer.call(tokens), parameter, relative: 1e-6);
        }
    }

    [Fact]
    public void Dropout_is_for_training_only()
    {
        using var layer = new MultiheadSelfAttention(6, 2, new MultiheadSelfAttentionOptions { AttentionDropout = 0.5, Dropout = 0.5 });
        var tokens = randn(1, 9, 6);
        Assert.False(layer.call(tokens).allclose(layer.call(tokens), rtol: 1e-4, atol: 1e-4));
        layer.eval();
        Assert.True(layer.call(tokens).allclose(layer.call(tokens), rtol: 0, atol: 0));
    }

    [Fact]
    public void The_recorder_tells_which_path_it_takes_away_and_can_keep_the_graph()
    {
        using var layer = new MultiheadSelfAttention(6, 2);
        var tokens = randn(1, 4, 6);
        using var recorder = AttentionRecorder.Attach(layer, keepsGraph: true);
        Assert.Contains("step by step", Assert.Single(recorder.Notes), StringComparison.Ordinal);
        layer.call(tokens);
        var weights = Assert.Single(recorder.InOrder);
        Assert.Equal([1L, 2, 4, 4], weights.shape);
        weights.pow(2).sum().backward();
        Assert.NotNull(layer.named_parameters().Single(entry => entry.name == "qkv.weight").parameter.grad);
    }

    private static void Same(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-10, atol: 1e-12), $"the greatest difference is {(actual - expected).abs().max().ToDouble():g3}");
    }
}
