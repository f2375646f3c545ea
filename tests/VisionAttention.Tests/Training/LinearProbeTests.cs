using TorchSharp;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>The classifier in closed form.</summary>
public sealed class LinearProbeTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(5, 9, 3, 0.7)]
    [InlineData(23, 4, 2, 1e-3)]
    public void At_its_solution_the_penalised_sum_of_squares_is_flat(int count, int width, int classes, double penalty)
    {
        manual_seed(7);
        var features = randn(count, width, dtype: float64);
        var labels = arange(count) % classes;
        using var probe = LinearProbe.Fit(features, labels, classes, penalty);
        var (weight, bias) = (probe.Weight.clone().requires_grad_(), probe.Bias.clone().requires_grad_());
        var targets = nn.functional.one_hot(labels, classes) * 2.0 - 1;
        var loss = (nn.functional.linear(features, weight, bias) - targets).pow(2).sum() + penalty * weight.pow(2).sum();
        loss.backward();
        Assert.True(weight.grad!.abs().max().item<double>() < 1e-9);
        Assert.True(bias.grad!.abs().max().item<double>() < 1e-9);
    }

    [Fact]
    public void Tuned_it_takes_the_penalty_that_does_best_on_what_it_did_not_learn_from()
    {
        manual_seed(9);
        var features = randn(30, 40);
        var labels = randint(0, 2, 30, dtype: int64);                                       // nothing to learn: the largest penalty is the best
        using var tuned = LinearProbe.FitTuned(features, labels, 2, [0.01, 1000]);
        using var large = LinearProbe.Fit(features, labels, 2, 1000);
        Assert.True(tuned.Weight.Equals(large.Weight));
        Assert.Equal(1000, tuned.Penalty);
        Refusal.Says("N at least 2", () => LinearProbe.FitTuned(features.narrow(0, 0, 1), labels.narrow(0, 0, 1), 2));
    }

    [Fact]
    public void Where_the_features_tell_it_is_right_and_what_does_not_fit_is_refused()
    {
        manual_seed(8);
        var features = randn(40, 6);
        var labels = features.select(1, 3).gt(0).to(int64);
        using var probe = LinearProbe.Fit(features, labels, 2, penalty: 0.1);
        Assert.True(probe.Accuracy(features, labels) > 90);
        Assert.Equal(float32, probe.Weight.dtype);
        Refusal.Says("penalty 0 is not above 0", () => LinearProbe.Fit(features, labels, 2, penalty: 0));
        Refusal.Says("labels are from 0 to 1, expected 0 to 0", () => LinearProbe.Fit(features, labels, 1));
        Refusal.Says("labels Int64 [39]", () => LinearProbe.Fit(features, labels.narrow(0, 0, 39), 2));
    }
}
