using System.Diagnostics;
using VisionAttention.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>A plain training loop: shuffle, classify, compare, step.</summary>
/// <remarks>AdamW (Loshchilov and Hutter 2019) with a linear warm-up and a half cosine, cross-entropy on class labels.</remarks>
public static class Trainer
{
    private const int ReportEverySteps = 20;

    /// <summary>Trains a model in place.</summary>
    /// <param name="model">Images [B, C, H, W] to logits [B, classes]; already on its device.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="heldOut">What its accuracy is measured on meanwhile.</param>
    /// <param name="normalisation">Of the training images.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="progress">Told every few steps and at every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the run between two steps; the model keeps what it has learned.</param>
    /// <returns>Every moment that was reported, in order.</returns>
    /// <exception cref="ArgumentException">Settings that no run could follow.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    public static IReadOnlyList<TrainingProgress> Fit(
        Module<Tensor, Tensor> model,
        LabelledImages train,
        LabelledImages heldOut,
        Normalisation normalisation,
        TrainingOptions options,
        Device device,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var stepsPerEpoch = train.Count / options.BatchSize;
        if (stepsPerEpoch == 0)
            throw new ArgumentException($"batchSize {options.BatchSize} is above {train.Count}, the number of training images");
        var steps = options.Epochs * stepsPerEpoch;
        var evaluations = Math.Min(steps, (long)options.Epochs * options.EvaluationsPerEpoch);

        using var generator = new Generator((ulong)options.Seed);
        using var optimizer = optim.AdamW(model.parameters(), lr: options.LearningRate, weight_decay: options.WeightDecay);
        var reports = new List<TrainingProgress>();
        var meter = new Meter();
        long step = 0;
        model.train();
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            foreach (var batch in Batches.Shuffled(train, options.BatchSize, generator))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var indices = batch;
                var images = normalisation.Apply(train.Images.index_select(0, indices), device);
                var labels = train.Labels.index_select(0, indices).to(device);
                var learningRate = options.LearningRateAt(step, steps);
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = learningRate;

                optimizer.zero_grad();
                var logits = model.call(images);
                var loss = functional.cross_entropy(logits, labels, label_smoothing: options.LabelSmoothing);
                loss.backward();
                optimizer.step();

                step++;
                meter.Add(loss.item<float>(), logits.argmax(1).eq(labels).sum().item<long>(), options.BatchSize);
                var evaluates = step * evaluations / steps > (step - 1) * evaluations / steps;
                if (!evaluates && step % ReportEverySteps != 0)
                    continue;
                meter.Pause();
                double? accuracy = evaluates ? Evaluation.Of(model, heldOut, normalisation, device, cancellation: cancellation).Accuracy : null;
                reports.Add(meter.Report(step, steps, learningRate, accuracy));
                progress?.Report(reports[^1]);
                meter.Resume();
            }
        }
        return reports;
    }

    // Sums over the steps since the last report; the clock stands still while the model is evaluated.
    private sealed class Meter
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private double _loss;
        private long _right;
        private long _images;
        private long _steps;

        public void Add(double loss, long right, long images)
        {
            if (!double.IsFinite(loss))
                throw new InvalidOperationException($"the loss is {loss}: lower the learning rate or lengthen the warm-up");
            _loss += loss;
            _right += right;
            _images += images;
            _steps++;
        }

        public void Pause()
        {
            _clock.Stop();
        }

        public TrainingProgress Report(long step, long steps, double learningRate, double? accuracy)
        {
            return new TrainingProgress(
                step, steps, _loss / _steps, 100.0 * _right / _images, accuracy, learningRate, _images / _clock.Elapsed.TotalSeconds);
        }

        public void Resume()
        {
            (_loss, _right, _images, _steps) = (0, 0, 0, 0);
            _clock.Restart();
        }
    }
}
