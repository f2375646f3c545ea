using VisionAttention.Data;
using VisionAttention.Training.Schedules;

namespace VisionAttention.Training;

/// <summary>The recipe of a training run. The defaults are those of lesson 08, chosen for two processor cores.</summary>
/// <remarks>Kept as JSON by <see cref="TrainingOptionsJson"/>. Two runs with equal options, data, model and number of threads give equal
/// weights on one machine; <see cref="Workers"/>, the reports and the checkpoints change nothing.</remarks>
public sealed record TrainingOptions
{
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

    /// <summary>Decides the order of the images, their augmentation, dropout and drop path. Not the first weights: the model comes with them.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How often an epoch is interrupted to measure the accuracy.</summary>
    public int EvaluationsPerEpoch { get; init; } = 1;

    /// <summary>Processor threads of libtorch; 0 leaves them as they are. Another number may give other last bits.</summary>
    public int Threads { get; init; }

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
    public double LearningRateAt(long step, long steps)
    {
        return LearningRates(steps).At(step);
    }

    /// <summary>Refuses settings that no run could follow.</summary>
    /// <exception cref="ArgumentException">The message names the value and the rule.</exception>
    public void Validate()
    {
        TrainingOptionsRules.Check(this);
    }

    // Lengths are shares of the run here. The cosine keeps their fractions, the others count whole steps.
    private ILearningRateSchedule LearningRates(long steps)
    {
        var share = WarmUp * steps;
        var warmUp = new WarmUp(Math.Min(steps - 1, (long)Math.Round(share)));
        return Schedule switch
        {
            ScheduleKind.Cosine => new CosineSchedule(
                LearningRate, Math.Max(1, steps - share), new WarmUp(share, skipsStart: true), MinimumLearningRate, risesAgain: true),
            ScheduleKind.Linear => new LinearSchedule(LearningRate, steps, warmUp, MinimumLearningRate),
            ScheduleKind.Steps => new StepSchedule(
                LearningRate, (long)Math.Max(Math.Max(1, warmUp.Steps), Math.Ceiling(FallEvery * steps)), FallFactor, warmUp),
            ScheduleKind.CosineRestarts => new CosineSchedule(
                LearningRate, Math.Max(1, Math.Floor((steps - warmUp.Steps + Cycles - 1) / Cycles)), warmUp, MinimumLearningRate, cycles: Cycles),
            _ => new LinearSchedule(LearningRate, steps, warmUp, minimum: LearningRate),
        };
    }
}
