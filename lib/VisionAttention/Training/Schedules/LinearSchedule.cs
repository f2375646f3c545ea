namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then a straight line from the full rate down to the smallest one.</summary>
/// <remarks>
/// After w warm-up steps of T in all: minimum + (learningRate − minimum)·(T − step) / (T − w). With a warm-up from 0 and a minimum of 0 it is
/// Hugging Face transformers' <c>get_linear_schedule_with_warmup</c>, whose first rate is 0. Warm-up: Goyal et al. 2017 (1706.02677), section 2.2.
/// </remarks>
public sealed record LinearSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="steps">Steps of the whole run T, the warm-up included.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <param name="minimum">The smallest rate, that of step T.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public LinearSchedule(double learningRate, long steps, WarmUp? warmUp = null, double minimum = 0)
    {
        Rates.CheckRate(learningRate);
        Rates.CheckLength(steps, nameof(steps));
        Rates.CheckLower(minimum, nameof(minimum), learningRate);
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        WarmUp.CheckWithin(steps);
        (LearningRate, Steps, Minimum) = (learningRate, steps, minimum);
    }

    /// <summary>The full rate.</summary>
    public double LearningRate { get; }

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>The smallest rate.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    /// <remarks>Beyond the end it is the smallest rate.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        if (step < WarmUp.Steps)
            return WarmUp.At(step, LearningRate);
        var left = (double)Math.Max(0, Steps - step) / (Steps - WarmUp.Steps);
        return Minimum + (LearningRate - Minimum) * left;
    }
}
