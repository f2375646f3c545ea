using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>Training on tensors in memory: what learns, what is frozen, what is repeated.</summary>
public sealed class TensorTrainerTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 4, LearningRate = 0.05, Threads = 1 };

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Two_runs_are_equal_and_the_loss_falls()
    {
        var (inputs, labels) = Data(13);
        var weights = new List<Tensor>();
        foreach (var _ in new[] { 1, 2 })
        {
            manual_seed(3);
            using var model = nn.Linear(5, 2);
            var losses = TensorTrainer.Fit(model, inputs, labels, Options with { Epochs = 12 });
            Assert.Equal(12, losses.Count);
            Assert.True(losses[^1] < 0.6 * losses[0], $"{losses[0]} to {losses[^1]}");
            Assert.Equal(100, TensorTrainer.Accuracy(model, inputs, labels));
            weights.Add(model.weight!.detach().clone());
        }
        Assert.True(weights[0].Equals(weights[1]));
    }

    [Fact]
    public void A_factor_of_0_freezes_a_tenth_moves_a_tenth_as_far_and_all_can_learn_again()
    {
        var (inputs, labels) = Data(8);
        manual_seed(4);
        using var model = nn.Sequential(("low", nn.Linear(5, 6)), ("middle", nn.Linear(6, 6)), ("top", nn.Linear(6, 2)));
        var before = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone());
        var one = Options with { Epochs = 1, BatchSize = 8, WeightDecay = 0, WarmUp = 0 };
        TensorTrainer.Fit(model, inputs, labels, one, name => name.StartsWith("low", StringComparison.Ordinal) ? 0 : name.StartsWith("middle", StringComparison.Ordinal) ? 0.1 : 1);
        // The first step of Adam moves every number by the rate.
        Assert.Equal(0, Moved("low.weight"));
        Assert.Equal(0.005, Moved("middle.weight"), 1e-5);
        Assert.Equal(0.05, Moved("top.weight"), 1e-4);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));

        double Moved(string name) => (model.get_parameter(name)! - before[name]).abs().max().item<float>();
    }

    [Fact]
    public void Gradients_that_a_frozen_part_still_holds_do_not_clip_the_rest()
    {
        var (inputs, labels) = Data(8);
        var results = new List<Tensor>();
        foreach (var holdsGradients in new[] { false, true })
        {
            manual_seed(6);
            using var model = nn.Sequential(("low", nn.Linear(5, 6)), ("top", nn.Linear(6, 2)));
            if (holdsGradients)
                (100 * model.call(inputs)).pow(2).sum().backward();
            TensorTrainer.Fit(model, inputs, labels, Options with { Optimizer = OptimizerKind.Sgd, GradientClip = 1 }, name => name.StartsWith("low", StringComparison.Ordinal) ? 0 : 1);
            results.Add(model.call(inputs).detach());
        }
        Assert.True(results[0].allclose(results[1]));
    }

    [Fact]
    public void The_upper_part_on_what_was_computed_once_is_the_whole_with_the_lower_frozen()
    {
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 0 }, { 4, 4, 0, 0, 0 }, { 8, 2, 6, 0, 0 } });
        var labels = tensor(new long[] { 1, 0, 1 });
        var options = new TextEncoderOptions { Vocabulary = 11, MaxLength = 5, EmbedDim = 12, Depth = 3, Heads = 3, Classes = 2 };
        var results = new List<Tensor>();
        foreach (var (isCached, frozenBelow) in new[] { (false, 2), (true, 2), (false, 3), (true, 3) })
        {
            manual_seed(5);
            var model = new TextEncoder(options);
            using var upper = isCached ? new FrozenBelow(model, frozenBelow, ids, ids.ne(0)) : null;
            TensorTrainer.Fit(upper ?? (nn.Module<Tensor, Tensor>)model, upper?.All() ?? ids, labels, Options, LayerRates.Falling(3, 0.5, frozenBelow));
            results.Add(TensorTrainer.Predict(model, ids));
            if (!isCached)
                model.Dispose();
        }
        Assert.True(results[0].allclose(results[1], rtol: 1e-4, atol: 1e-5));
        Assert.True(results[2].allclose(results[3], rtol: 1e-4, atol: 1e-5));
        Assert.False(results[0].allclose(results[2], rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void What_no_run_could_follow_is_refused_and_a_loss_that_is_none_ends_the_run()
    {
        var (inputs, labels) = Data(6);
        using var model = nn.Linear(5, 2);
        Refusal.Says("inputs are [6, 5] and labels Int64 [5]", () => TensorTrainer.Fit(model, inputs, labels.narrow(0, 0, 5), Options));
        Refusal.Says("averageDecay 0.9 is for Trainer.Fit", () => TensorTrainer.Fit(model, inputs, labels, Options with { AverageDecay = 0.9 }));
        Refusal.Says("accumulationSteps 2 is for Trainer.Fit", () => TensorTrainer.Fit(model, inputs, labels, Options with { AccumulationSteps = 2 }));
        Refusal.Says("no parameter is left to train", () => TensorTrainer.Fit(model, inputs, labels, Options, _ => 0));
        Refusal.Says("the factor on the learning rate of weight is -1", () => TensorTrainer.Fit(model, inputs, labels, Options, _ => -1));
        var message = Assert.Throws<InvalidOperationException>(() => TensorTrainer.Fit(model, inputs * double.NaN, labels, Options)).Message;
        Assert.StartsWith("the loss is NaN at step 1, with the learning rate ", message, StringComparison.Ordinal);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => TensorTrainer.Fit(model, inputs, labels, Options, cancellation: stopped.Token));
    }

    private static (Tensor Inputs, Tensor Labels) Data(int count)
    {
        manual_seed(2);
        var inputs = randn(count, 5);
        return (inputs, inputs.select(1, 2).gt(0).to(int64));
    }
}
