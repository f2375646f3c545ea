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
    public void Tuned_it_takes_the_penalty_that_errs_least_on_held_out_fifths_and_of_equals_the_closest()
    {
        manual_seed(9);
        var features = randn(41, 12);
        var labels = (features.select(1, 4) + randn(41)).gt(0).to(int64);
        double[] penalties = [30_000, 3];
        var errors = penalties.Select(penalty => Enumerable.Range(0, 41).Count(one =>
        {
            var rows = Enumerable.Range(0, 41).Where(other => other % 5 != one % 5).Select(other => (long)other).ToArray();
            using var probe = LinearProbe.Fit(features.index_select(0, tensor(rows)), labels.index_select(0, tensor(rows)), 2, penalty);
            return probe.Classify(features[one].unsqueeze(0)).argmax().item<long>() != labels[one].item<long>();
        })).ToArray();
        Assert.Equal(2, errors.Distinct().Count());
        using var tuned = LinearProbe.FitTuned(features, labels, 2, penalties);
        Assert.Equal(penalties[Array.IndexOf(errors, errors.Min())], tuned.Penalty);
        var told = features.select(1, 4).gt(0).to(int64);
        using var equal = LinearProbe.FitTuned(told.to(float32).unsqueeze(1), told, 2, [1, 0.01]);
        Assert.Equal(0.01, equal.Penalty);
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
        Refusal.Says("features are Float32 [3, 5], expected Float32 [B, 6]", () => probe.Classify(zeros(3, 5)));
        Refusal.Says("penalty 0 is not above 0", () => LinearProbe.Fit(features, labels, 2, penalty: 0));
        Refusal.Says("labels are from 0 to 1, expected 0 to 0", () => LinearProbe.Fit(features, labels, 1));
        Refusal.Says("labels Int64 [39]", () => LinearProbe.Fit(features, labels.narrow(0, 0, 39), 2));
    }
}
