namespace VisionAttention.Training;

/// <summary>The recipe of a training run. The defaults are those of lesson 08, chosen for two processor cores.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Highest learning rate, reached at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Share of the steps over which the learning rate rises from 0, from 0 to 1; the rest follows a half cosine down to 0.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Decoupled weight decay of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of the target spread over all classes, from 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Decides the order of the images.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How often an epoch is interrupted to measure the accuracy.</summary>
    public int EvaluationsPerEpoch { get; init; } = 1;

    /// <summary>The learning rate of a step: linear warm-up, then a half cosine.</summary>
    /// <param name="step">From 0 to <paramref name="steps"/> − 1.</param>
    /// <param name="steps">Steps of the whole run.</param>
    public double LearningRateAt(long step, long steps)
    {
        var warmUpSteps = WarmUp * steps;
        if (step < warmUpSteps)
            return LearningRate * (step + 1) / (warmUpSteps + 1);
        var progress = (step - warmUpSteps) / Math.Max(1, steps - warmUpSteps);
        return LearningRate * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }

    /// <summary>Refuses settings that no run could follow.</summary>
    /// <exception cref="ArgumentException">The message names the value and the rule.</exception>
    public void Validate()
    {
        Require(Epochs > 0, $"epochs {Epochs} is not above 0");
        Require(BatchSize > 0, $"batchSize {BatchSize} is not above 0");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, $"learningRate {LearningRate} is not above 0");
        Require(WarmUp is >= 0 and < 1, $"warmUp {WarmUp} is not from 0 to below 1");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, $"weightDecay {WeightDecay} is below 0");
        Require(LabelSmoothing is >= 0 and < 1, $"labelSmoothing {LabelSmoothing} is not from 0 to below 1");
        Require(EvaluationsPerEpoch > 0, $"evaluationsPerEpoch {EvaluationsPerEpoch} is not above 0");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
