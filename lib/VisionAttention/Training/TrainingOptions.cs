using System.Diagnostics.CodeAnalysis;
using VisionAttention.Data;
using VisionAttention.Tensors;

namespace VisionAttention.Training;

/// <summary>The recipe of a training run. The defaults are those of lesson 09, chosen for two processor cores.</summary>
/// <remarks>Kept as JSON by <see cref="TrainingOptionsJson"/>. Two runs with equal options, data, model and number of threads give equal
/// weights on one machine; <see cref="Workers"/>, the reports and the checkpoints change nothing.</remarks>
public sealed record TrainingOptions
{
    private const int MostThreads = 1024;
    private const int MostWorkers = 256;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches whose gradients are averaged before the weights change: as a batch that many times as large, in the memory of one.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>How gradients change weights.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Highest learning rate, reached at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>How the learning rate changes.</summary>
    public ScheduleKind Schedule { get; init; }

    /// <summary>Share of the steps over which the learning rate rises from 0, from 0 to below 1; the schedule has the rest.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Lowest learning rate, in which the cosine and the straight line end.</summary>
    public double MinimumLearningRate { get; init; }

    /// <summary>Of <see cref="ScheduleKind.Steps"/>: share of the steps after which the rate falls, each time.</summary>
    public double FallEvery { get; init; } = 1 / 3.0;

    /// <summary>Of <see cref="ScheduleKind.Steps"/>: what the rate is multiplied by.</summary>
    public double FallFactor { get; init; } = 0.1;

    /// <summary>Of <see cref="ScheduleKind.CosineRestarts"/>: number of cosines.</summary>
    public int Cycles { get; init; } = 3;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>, above 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay: decoupled in AdamW, added to the gradient in SGD.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>What the weight decay acts on.</summary>
    public WeightDecayTarget WeightDecayOn { get; init; }

    /// <summary>Largest norm of all gradients together; longer ones are scaled down to it. 0 for no limit.</summary>
    public double GradientClip { get; init; }

    /// <summary>Share of the past that a moving average of the weights keeps at each step, such as 0.999; 0 for no average. Where it is on,
    /// the average is what is evaluated, and what the model holds when the run ends.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Share of the target spread over all classes, from 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How training images are changed; null leaves them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The numbers that the model computes with.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the images go into the model with their channels last in memory, [B, H, W, C] seen as [B, C, H, W]: on some GPUs convolutions are
    /// quicker so. The numbers are the same up to rounding.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Decides the order of the images, their augmentation, dropout and drop path. Not the first weights: the model comes with them.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How often an epoch is interrupted to measure the accuracy.</summary>
    public int EvaluationsPerEpoch { get; init; } = 1;

    /// <summary>Processor threads; 0 takes as many as there are cores that nothing else uses when the training begins. Another number may give other last bits.</summary>
    public int Threads { get; init; }

    /// <summary>The threads of a training that begins now.</summary>
    internal int ThreadsNow() => Threads > 0 ? Threads : ProcessorShare.Threads();

    /// <summary>Threads that prepare batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Minutes after which a run with a folder writes a checkpoint; 0 for none by the clock. Each epoch ends with one, too.</summary>
    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>Steps after which a run with a folder writes a checkpoint; 0 for none by the step.</summary>
    public long CheckpointSteps { get; init; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">From 0 to <paramref name="steps"/> − 1.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <remarks>Of <see cref="ScheduleKind.Cosine"/>, with w = WarmUp · steps: LearningRate · (step + 1) / (w + 1) below w, then
    /// half a cosine to the smallest rate at <paramref name="steps"/>.</remarks>
    /// <exception cref="ArgumentException">A step that no run has, or settings that none could follow.</exception>
    public double LearningRateAt(long step, long steps)
    {
        Validate();
        if (step < 0 || steps < 1)
            throw new ArgumentException($"step {step} of {steps} is out of range: steps count from 0, and a run has at least one");
        return LearningRates(steps).At(step);
    }

    /// <summary>Refuses settings that no run could follow.</summary>
    /// <exception cref="ArgumentException">The message names the value and the rule.</exception>
    public void Validate()
    {
        Require.AboveZero(Epochs, "epochs");
        Require.AboveZero(BatchSize, "batchSize");
        Require.AboveZero(AccumulationSteps, "accumulationSteps");
        CheckRate();
        Require.That(Momentum is > 0 and < 1, $"momentum {Momentum} is not above 0 and below 1");
        Require.That(IsLength(WeightDecay), $"weightDecay {WeightDecay} is below 0");
        Require.That(IsLength(GradientClip), $"gradientClip {GradientClip} is below 0");
        Require.BelowOne(AverageDecay, "averageDecay");
        Require.BelowOne(LabelSmoothing, "labelSmoothing");
        Augmentation?.Validate();
        Require.AboveZero(EvaluationsPerEpoch, "evaluationsPerEpoch");
        Require.That(Threads is >= 0 and <= MostThreads, $"threads {Threads} is not from 0 to {MostThreads}");
        Require.That(Workers is >= 1 and <= MostWorkers, $"workers {Workers} is not from 1 to {MostWorkers}");
        Require.That(IsLength(CheckpointMinutes), $"checkpointMinutes {CheckpointMinutes} is below 0");
        Require.That(CheckpointSteps >= 0, $"checkpointSteps {CheckpointSteps} is below 0");
        Require.Known(Optimizer, "optimizer");
        Require.Known(Schedule, "schedule");
        Require.Known(WeightDecayOn, "weightDecayOn");
        Require.Known(Precision, "precision");
    }

    private void CheckRate()
    {
        var (rate, minimum) = (LearningRate, MinimumLearningRate);
        Require.That(double.IsFinite(rate) && rate > 0, $"learningRate {rate} is not above 0");
        Require.That(minimum >= 0 && minimum <= rate, $"minimumLearningRate {minimum} is not from 0 to learningRate {rate}");
        Require.BelowOne(WarmUp, "warmUp");
        Require.That(FallEvery is > 0 and <= 1, $"fallEvery {FallEvery} is not above 0 and at most 1");
        Require.That(FallFactor is > 0 and <= 1, $"fallFactor {FallFactor} is not above 0 and at most 1");
        Require.AboveZero(Cycles, "cycles");
    }

    private static bool IsLength(double value) => double.IsFinite(value) && value >= 0;

    // Lengths are shares of the run here. The cosine keeps their fractions, the others count whole steps.
    internal LearningRateSchedule LearningRates(long steps)
    {
        var share = WarmUp * steps;
        var warmUp = new WarmUp(Math.Min(steps - 1, (long)Math.Round(share)));
        return Schedule switch
        {
            ScheduleKind.Cosine => new CosineSchedule(
                LearningRate, Math.Max(1, steps - share), new WarmUp(share, SkipsStart: true), MinimumLearningRate, RisesAgain: true),
            ScheduleKind.Linear => new LinearSchedule(LearningRate, steps, warmUp, MinimumLearningRate),
            ScheduleKind.Steps => new StepSchedule(
                LearningRate, (long)Math.Max(Math.Max(1, warmUp.Steps), Math.Ceiling(FallEvery * steps)), FallFactor, warmUp),
            ScheduleKind.CosineRestarts => new CosineSchedule(
                LearningRate, Math.Max(1, Math.Floor((steps - warmUp.Steps + Cycles - 1) / Cycles)), warmUp, MinimumLearningRate, Cycles: Cycles),
            _ => new LinearSchedule(LearningRate, steps, warmUp, Minimum: LearningRate),
        };
    }
}

/// <summary>How gradients change weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay: Loshchilov and Hutter 2019 (1711.05101), algorithm 2.</summary>
    AdamW,

    /// <summary>Gradient descent with Nesterov's momentum, weight decay added to the gradient: Sutskever et al. 2013, section 2, in
    /// PyTorch's form.</summary>
    Sgd,
}

/// <summary>How the learning rate changes during a run. Each begins with the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine down to the smallest rate; the warm-up's first step is not 0 but 1 / (w + 1) of the rate.</summary>
    Cosine,

    /// <summary>A straight line down to the smallest rate: <see cref="LinearSchedule"/>.</summary>
    Linear,

    /// <summary>A fall by a factor after each given share of the steps: <see cref="StepSchedule"/>.</summary>
    Steps,

    /// <summary>Several cosines, each from the full rate: <see cref="CosineSchedule"/>.</summary>
    CosineRestarts,

    /// <summary>The full rate from the end of the warm-up on.</summary>
    Constant,
}

/// <summary>The numbers that forward and backward pass compute with. The optimiser's weights are float32 in every case.</summary>
public enum Precision
{
    /// <summary>bfloat16 on a CUDA device, where it is faster; float32 elsewhere.</summary>
    Auto,

    /// <summary>float32.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is about number types, and float32 is the name of this one.")]
    Float32,

    /// <summary>bfloat16 with float32 master weights; norms, softmax and loss stay in float32. On a processor it is for checking: slower.</summary>
    BFloat16,
}

/// <summary>Which weights the weight decay acts on.</summary>
public enum WeightDecayTarget
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Matrices and filters only: not biases, norms and other vectors, tokens, and tables of positions.</summary>
    Matrices,
}
