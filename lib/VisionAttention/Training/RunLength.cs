namespace VisionAttention.Training;

/// <summary>How many steps a run has, and where in it a step lies. A step takes AccumulationSteps batches; batches that fill no step are left out.</summary>
internal sealed class RunLength
{
    private readonly TrainingOptions _options;
    private readonly long _evaluations;

    /// <exception cref="ArgumentException">An epoch has not one step.</exception>
    public RunLength(TrainingOptions options, long trainingImages)
    {
        if (trainingImages < options.BatchSize)
            throw new ArgumentException($"batchSize {options.BatchSize} is above {trainingImages}, the number of training images");
        var batches = trainingImages / options.BatchSize;
        StepsPerEpoch = batches / options.AccumulationSteps;
        if (StepsPerEpoch == 0)
            throw new ArgumentException($"accumulationSteps {options.AccumulationSteps} is above {batches}, the number of batches in an epoch");
        _options = options;
        Steps = options.Epochs * StepsPerEpoch;
        _evaluations = Math.Min(Steps, (long)options.Epochs * options.EvaluationsPerEpoch);
    }

    public long Steps { get; }

    public long StepsPerEpoch { get; }

    /// <summary>The epoch, from 0, that follows a number of steps.</summary>
    public long EpochAfter(long steps) => steps / StepsPerEpoch;

    /// <summary>The batch of that epoch, from 0, that follows.</summary>
    public long BatchAfter(long steps) => steps % StepsPerEpoch * _options.AccumulationSteps;

    /// <summary>Batches from there to the end of the epoch.</summary>
    public int BatchesLeft(long steps) => checked((int)((StepsPerEpoch - steps % StepsPerEpoch) * _options.AccumulationSteps));

    public bool IsEndOfEpoch(long steps) => steps % StepsPerEpoch == 0;

    /// <summary>Whether the model is evaluated after a number of steps: evenly spread, and always at the end.</summary>
    public bool EvaluatesAfter(long steps) => Part(steps) > Part(steps - 1);

    private long Part(long steps) => (long)((Int128)steps * _evaluations / Steps);
}
