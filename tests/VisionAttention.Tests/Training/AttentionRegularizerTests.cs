using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class AttentionRegularizerTests
{
    private static readonly AttentionRegularizer Mean = new() { Kind = AttentionPenalty.Mean, Weight = 0.5 };
    private static readonly AttentionRegularizer Entropy = new() { Kind = AttentionPenalty.Entropy, Weight = 0.5 };

    [Fact]
    public void The_mean_of_softmax_rows_is_one_over_the_keys_and_moves_no_logit()
    {
        var logits = Logits(2, 3, 5, 7).requires_grad_();
        var penalty = Mean.Penalty([nn.functional.softmax(logits, -1)]);
        penalty.backward();
        Assert.Equal(1.0 / 7, penalty.ToDouble(), 1e-14);
        Assert.InRange(logits.grad!.abs().max().ToDouble(), 0, 1e-16);
    }

    [Fact]
    public void The_entropy_agrees_with_central_differences()
    {
        var logits = Logits(2, 3, 5, 7).requires_grad_();
        CentralDifferences.Agree(() => Entropy.Penalty([nn.functional.softmax(logits, -1)]), logits);
        var local = Logits(2, 2, 3, 4, 3, 3).requires_grad_();
        CentralDifferences.Agree(() => Entropy.Penalty([Windows(local)], keyAxes: 2), local);
    }

    [Fact]
    public void The_bounds_of_the_entropy_are_reached()
    {
        Assert.Equal(Math.Log(7), Entropy.Penalty([full([2, 3, 5, 7], 1.0 / 7, dtype: float64)]).ToDouble(), 1e-12);
        Assert.Equal(Math.Log(9), Entropy.Penalty([full([1, 2, 3, 4, 3, 3], 1.0 / 9, dtype: float64)], keyAxes: 2).ToDouble(), 1e-12);
        Assert.Equal(0, Entropy.Penalty([eye(5, dtype: float64).expand(2, 3, 5, 5)]).ToDouble(), 1e-15);
    }

    [Fact]
    public void A_weight_of_zero_adds_nothing_and_has_a_finite_gradient()
    {
        var weights = tensor(new[] { 0, 0.25, 0.75, 0 }).reshape(1, 1, 1, 4).requires_grad_();
        var penalty = Entropy.Penalty([weights]);
        penalty.backward();
        Assert.Equal(-0.25 * Math.Log(0.25) - 0.75 * Math.Log(0.75), penalty.ToDouble(), 1e-14);
        var expected = tensor(new[] { 0, -Math.Log(0.25) - 1, -Math.Log(0.75) - 1, 0 }).reshape(1, 1, 1, 4);
        Assert.True(weights.grad!.allclose(expected, rtol: 1e-12, atol: 1e-14));
    }

    [Fact]
    public void Logits_whose_weights_underflow_get_finite_gradients()
    {
        var logits = (Logits(1, 2, 3, 5) * 1e4).to(float32).requires_grad_();
        var weights = nn.functional.softmax(logits, -1);
        Assert.True(weights.eq(0).any().item<bool>());
        Entropy.Penalty([weights]).backward();
        Assert.True(logits.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_not_hidden()
    {
        var weights = full([1, 1, 2, 2], 0.5);
        weights[0, 0, 0, 0] = tensor(float.NaN);
        Assert.True(float.IsNaN(Entropy.Penalty([weights]).ToSingle()));
    }

    [Fact]
    public void Layers_count_alike_whatever_their_size()
    {
        var uniform = full([2, 3, 11, 11], 1.0 / 11, dtype: float64);
        var sharp = eye(5, dtype: float64).expand(1, 2, 5, 5);
        Assert.Equal(Math.Log(11) / 2, Entropy.Penalty([uniform, sharp]).ToDouble(), 1e-12);
        Assert.Equal((1.0 / 11 + 1.0 / 5) / 2, Mean.Penalty([uniform, sharp]).ToDouble(), 1e-12);
    }

    [Fact]
    public void The_loss_grows_by_the_weighted_penalty()
    {
        var weights = nn.functional.softmax(Logits(2, 3, 5, 7), -1);
        var loss = tensor(1.25, dtype: float64);
        var expected = 1.25 - 0.3 * Entropy.Penalty([weights]).ToDouble();
        Assert.Equal(expected, (Entropy with { Weight = -0.3 }).Apply(loss, [weights]).ToDouble(), 1e-12);
        Assert.Equal(1.25, (Entropy with { Weight = 0 }).Apply(loss, [weights]).ToDouble(), 0.0);
    }

    [Fact]
    public void Recorded_weights_carry_the_penalty_to_the_projections()
    {
        manual_seed(1);
        using var layer = new MultiheadSelfAttention(embedDim: 6, heads: 3);
        using var recorder = AttentionRecorder.Attach(layer, keepsGraph: true);
        var loss = layer.call(randn(2, 5, 6)).square().mean();
        (Entropy with { Weight = 0.1 }).Apply(loss, recorder.InOrder).backward();
        var withPenalty = Gradient(layer);
        layer.zero_grad();
        layer.call(randn(2, 5, 6));
        Mean.Penalty(recorder.InOrder).backward();
        Assert.True(withPenalty > 1e-4);
        Assert.InRange(Gradient(layer), 0, 1e-7);

        using var local = new LocalSelfAttention(4, 8, new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 });
        using var windows = AttentionRecorder.Attach(local, keepsGraph: true);
        local.call(randn(2, 4, 5, 7));
        Entropy.Penalty(windows.InOrder, keyAxes: 2).backward();
        Assert.True(Gradient(local) > 1e-4);
    }

    private static double Gradient(nn.Module layer)
    {
        // The value projection has no part in the weights; query and key are the first two thirds of a joint projection.
        var projection = layer.named_parameters().First(entry => entry.name is "qkv.weight" or "query.weight").parameter.grad!;
        return projection.narrow(0, 0, projection.shape[0] * 2 / 3).abs().max().ToDouble();
    }

    private static Tensor Logits(params long[] shape)
    {
        manual_seed(1);
        return randn(shape, dtype: float64);
    }

    private static Tensor Windows(Tensor logits) => nn.functional.softmax(logits.flatten(4), -1).reshape(logits.shape);
}
