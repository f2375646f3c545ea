namespace VisionAttention.Training;

/// <summary>What the settings of a run must be.</summary>
internal static class TrainingOptionsRules
{
    private const int MostThreads = 1024;
    private const int MostWorkers = 256;

    /// <exception cref="ArgumentException">The message names the value and the rule.</exception>
    public static void Check(TrainingOptions options)
    {
        Require(options.Epochs > 0, $"epochs {options.Epochs} is not above 0");
        Require(options.BatchSize > 0, $"batchSize {options.BatchSize} is not above 0");
        Require(options.AccumulationSteps > 0, $"accumulationSteps {options.AccumulationSteps} is not above 0");
        CheckRate(options);
        Require(options.Momentum is > 0 and < 1, $"momentum {options.Momentum} is not above 0 and below 1");
        Require(IsLength(options.WeightDecay), $"weightDecay {options.WeightDecay} is below 0");
        Require(IsLength(options.GradientClip), $"gradientClip {options.GradientClip} is below 0");
        Require(options.AverageDecay is >= 0 and < 1, $"averageDecay {options.AverageDecay} is not from 0 to below 1");
        Require(options.LabelSmoothing is >= 0 and < 1, $"labelSmoothing {options.LabelSmoothing} is not from 0 to below 1");
        options.Augmentation?.Validate();
        Require(options.EvaluationsPerEpoch > 0, $"evaluationsPerEpoch {options.EvaluationsPerEpoch} is not above 0");
        Require(options.Threads is >= 0 and <= MostThreads, $"threads {options.Threads} is not from 0 to {MostThreads}");
        Require(options.Workers is >= 1 and <= MostWorkers, $"workers {options.Workers} is not from 1 to {MostWorkers}");
        Require(IsLength(options.CheckpointMinutes), $"checkpointMinutes {options.CheckpointMinutes} is below 0");
        Require(options.CheckpointSteps >= 0, $"checkpointSteps {options.CheckpointSteps} is below 0");
        RequireKnown(options.Optimizer, "optimizer");
        RequireKnown(options.Schedule, "schedule");
        RequireKnown(options.WeightDecayOn, "weightDecayOn");
        RequireKnown(options.Precision, "precision");
    }

    private static void CheckRate(TrainingOptions options)
    {
        var (rate, minimum) = (options.LearningRate, options.MinimumLearningRate);
        Require(double.IsFinite(rate) && rate > 0, $"learningRate {rate} is not above 0");
        Require(minimum >= 0 && minimum <= rate, $"minimumLearningRate {minimum} is not from 0 to learningRate {rate}");
        Require(options.WarmUp is >= 0 and < 1, $"warmUp {options.WarmUp} is not from 0 to below 1");
        Require(options.FallEvery is > 0 and <= 1, $"fallEvery {options.FallEvery} is not above 0 and at most 1");
        Require(options.FallFactor is > 0 and <= 1, $"fallFactor {options.FallFactor} is not above 0 and at most 1");
        Require(options.Cycles > 0, $"cycles {options.Cycles} is not above 0");
    }

    private static bool IsLength(double value)
    {
        return double.IsFinite(value) && value >= 0;
    }

    private static void RequireKnown<T>(T value, string name)
        where T : struct, Enum
    {
        Require(Enum.IsDefined(value), $"{name} {value} is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
