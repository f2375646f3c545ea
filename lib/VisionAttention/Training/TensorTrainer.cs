using FusedAttention;
using VisionAttention.Data;
using VisionAttention.Layers;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>Trains a model, or a part of one, on tensors that fit into memory: token ids, features of a frozen network, a few images.</summary>
/// <remarks>Order and dropout are settled by the seed, the epoch and the number of the batch, as in <see cref="Trainer"/>, which has augmentation,
/// averages, checkpoints and lower precision beside. Inputs that fill no batch are left out of an epoch, others in each.</remarks>
public static class TensorTrainer
{
    /// <summary>Trains a model in place.</summary>
    /// <param name="model">[B, …] to logits [B, classes].</param>
    /// <param name="inputs">[N, …], on the model's device, in the element type that the model takes.</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="options">The recipe. Where there are fewer inputs than a batch, all of them are the batch.</param>
    /// <param name="rateOf">The factor on the learning rate of a parameter, by its name; 0 freezes it. Null for 1 everywhere.</param>
    /// <param name="cancellation">Ends the run between two steps. Without one a cell of a notebook ends it by its stop button.</param>
    /// <returns>The mean loss of each epoch, in nats.</returns>
    /// <exception cref="ArgumentException">Shapes, labels, settings or factors that no run could follow.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number; the message names step and learning rate.</exception>
    public static IReadOnlyList<double> Fit(
        Module<Tensor, Tensor> model, Tensor inputs, Tensor labels, TrainingOptions options, Func<string, double>? rateOf = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        Check(inputs, labels);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (model.parameters().FirstOrDefault() is { } first)
            LossRules.SameDevice(inputs, nameof(inputs), first, "the model");
        return Fit(model, inputs.shape[0], LossOf, options with { LabelSmoothing = 0 }, rateOf, cancellation: cancellation);

        Tensor LossOf(Tensor rows) => Losses.CrossEntropy(model.call(inputs.index_select(0, rows)), labels.index_select(0, rows), options.LabelSmoothing);
    }

    /// <summary>Trains a model in place by any loss.</summary>
    /// <param name="model">What is trained; it is in training mode meanwhile.</param>
    /// <param name="count">How many examples there are.</param>
    /// <param name="lossOf">The loss of a batch, a scalar, from the numbers of its examples: Int64 [B] on the model's device.</param>
    /// <param name="options">The recipe. Where there are fewer examples than a batch, all of them are the batch.</param>
    /// <param name="rateOf">The factor on the learning rate of a parameter, by its name; 0 freezes it. Null for 1 everywhere.</param>
    /// <param name="afterStep">Called after each step with its number, from 1, and its loss.</param>
    /// <param name="cancellation">Ends the run between two steps. Without one a cell of a notebook ends it by its stop button.</param>
    /// <returns>The mean loss of each epoch.</returns>
    /// <exception cref="ArgumentException">Settings or factors that no run could follow.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number; the message names step and learning rate.</exception>
    public static IReadOnlyList<double> Fit(
        Module model, long count, Func<Tensor, Tensor> lossOf, TrainingOptions options, Func<string, double>? rateOf = null, Action<long, double>? afterStep = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lossOf);
        ArgumentNullException.ThrowIfNull(options);
        Require.AboveZero(count, nameof(count));
        cancellation = Trainer.OrOfCell(cancellation);
        options.Validate();
        Require.That(options.Augmentation is null, "augmentation is for pictures that are loaded: Trainer.Fit changes them");
        Require.That(options.AverageDecay == 0, $"averageDecay {options.AverageDecay} is for Trainer.Fit: it must be 0 here");
        Require.That(options.AccumulationSteps == 1, $"accumulationSteps {options.AccumulationSteps} is for Trainer.Fit: it must be 1 here");
        Require.That(options.Precision != Precision.BFloat16, "precision BFloat16 is for Trainer.Fit: here everything is computed in float32");
        Require.That(options.LabelSmoothing == 0, $"labelSmoothing {options.LabelSmoothing} is for losses over labels: it must be 0 beside a loss of your own");
        options = options with { BatchSize = (int)Math.Min(options.BatchSize, count), Precision = Precision.Float32 };
        var length = new RunLength(options, count);
        var trainable = model.named_parameters().Where(entry => entry.parameter.requires_grad).ToList();
        Require.That(trainable.Count > 0, "the model has no parameters to train");
        var device = trainable[0].parameter.device;
        using var threads = new ThreadCount(options.ThreadsNow());
        using var precision = new MixedPrecision(model, options.Precision, device);
        using var optimizer = new OptimizerStep(model, precision, average: null, options, new OptimizerSettings { RateOf = rateOf });
        var losses = new List<double>();
        var wasTraining = model.training;
        model.train();
        try
        {
            foreach (var (name, parameter) in trainable)
                parameter.requires_grad_(rateOf is null || rateOf(name) > 0);
            for (var epoch = 0; epoch < options.Epochs; epoch++)
                losses.Add(Pass(new Work(count, lossOf, afterStep, device), options, optimizer, length, epoch, cancellation));
        }
        finally
        {
            foreach (var (_, parameter) in trainable)
                parameter.requires_grad_(true);
            model.train(wasTraining);
        }
        return losses;
    }

    /// <summary>What a model makes of many inputs, in evaluation mode and without gradients; the model's mode is put back afterwards.</summary>
    /// <param name="model">[B, …] to [B, …].</param>
    /// <param name="inputs">[N, …], on the model's device.</param>
    /// <param name="batchSize">Inputs at a time.</param>
    /// <param name="cancellation">Ends it between two batches; without one a cell of a notebook ends it by its stop button.</param>
    /// <returns>[N, …]: logits, or whatever the model returns.</returns>
    public static Tensor Predict(Module<Tensor, Tensor> model, Tensor inputs, int batchSize = 100, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        Require.AboveZero(batchSize, nameof(batchSize));
        using var scope = NewDisposeScope();
        using var gradOff = no_grad();
        using var evaluation = new EvaluationMode(model);
        cancellation = Trainer.OrOfCell(cancellation);
        var parts = inputs.split(batchSize).Select(part =>
        {
            cancellation.ThrowIfCancellationRequested();
            return model.call(part);
        }).ToArray();
        return cat(parts, dim: 0).MoveToOuterDisposeScope();
    }

    /// <summary>Share of inputs whose largest logit is the label's, in percent.</summary>
    /// <param name="model">[B, …] to logits [B, classes].</param>
    /// <param name="inputs">[N, …], on the model's device.</param>
    /// <param name="labels">[N], int64.</param>
    public static double Accuracy(Module<Tensor, Tensor> model, Tensor inputs, Tensor labels)
    {
        Check(inputs, labels);
        using var scope = NewDisposeScope();
        return Share(Predict(model, inputs), labels);
    }

    /// <summary>Share of rows whose largest output is the label's, in percent.</summary>
    internal static double Share(Tensor outputs, Tensor labels)
    {
        Check(outputs, labels);
        return 100 * outputs.argmax(1).eq(labels).to(float64).mean().item<double>();
    }

    private static double Pass(Work work, TrainingOptions options, OptimizerStep optimizer, RunLength length, long epoch, CancellationToken cancellation)
    {
        var order = BatchOrder.Shuffled((int)work.Count, options.Seed, epoch);
        var sum = 0.0;
        for (var batch = 0L; batch < length.StepsPerEpoch; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var step = epoch * length.StepsPerEpoch + batch;
            var rows = tensor(order.AsSpan((int)batch * options.BatchSize, options.BatchSize).ToArray(), device: work.Device).to(int64);
            optimizer.Begin(length.LearningRates.At(step));
            Trainer.Seed(options.Seed, epoch, batch);
            var loss = work.LossOf(rows);
            Require.That(loss.numel() == 1 && loss.dtype == ScalarType.Float32, $"the loss is {loss.dtype} {Shapes.Text(loss)}, expected one Float32 number");
            var value = loss.item<float>();
            if (!float.IsFinite(value))
                throw new InvalidOperationException($"the loss is {value} at step {step + 1}, with the learning rate {length.LearningRates.At(step):g3}. Fix: take a smaller one");
            sum += value;
            loss.backward();
            GraphFailure.ThrowIfAny();
            optimizer.Apply();
            work.AfterStep?.Invoke(step + 1, value);
        }
        return sum / length.StepsPerEpoch;
    }

    private static void Check(Tensor inputs, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.ndim == 0 || labels.ndim != 1 || labels.dtype != ScalarType.Int64 || inputs.shape[0] != labels.shape[0] || inputs.shape[0] == 0)
            throw new ArgumentException($"inputs are {Shapes.Text(inputs)} and labels {labels.dtype} {Shapes.Text(labels)}, expected [N, …] and Int64 [N], N above 0");
    }

    // What a step does beside the recipe.
    private sealed record Work(long Count, Func<Tensor, Tensor> LossOf, Action<long, double>? AfterStep, Device Device);
}
