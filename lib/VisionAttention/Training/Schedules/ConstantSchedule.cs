namespace VisionAttention.Training.Schedules;

/// <summary>One rate for all steps, after an optional warm-up.</summary>
/// <remarks>Warm-up: Goyal et al. 2017 (1706.02677), section 2.2. The base line that the other schedules are judged against.</remarks>
public sealed record ConstantSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The rate.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <exception cref="ArgumentException">A rate that is not above 0, or a warm-up that starts above it.</exception>
    public ConstantSchedule(double learningRate, WarmUp? warmUp = null)
    {
        Rates.CheckRate(learningRate);
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>The rate.</summary>
    public double LearningRate { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <inheritdoc/>
    /// <remarks>It has no end.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        return step < WarmUp.Steps ? WarmUp.At(step, LearningRate) : LearningRate;
    }
}
