namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then a straight line down to the end, where the rate stays.</summary>
/// <remarks>Hugging Face's linear schedule; ViT's pre-training on large data sets (Dosovitskiy et al. 2021, section 4.1 and Table 3).</remarks>
public sealed record LinearSchedule : ILearningRateSchedule
{
    /// <summary>A schedule.</summary>
    /// <param name="peak">Highest rate.</param>
    /// <param name="steps">All steps, the warm-up included.</param>
    /// <param name="warmUp">The first of them.</param>
    /// <param name="end">Rate of the step after the last, and of all later ones.</param>
    /// <exception cref="ArgumentException">Numbers that no run could follow; the message names them.</exception>
    public LinearSchedule(double peak, long steps, WarmUp warmUp = default, double end = 0)
    {
        ScheduleRules.CheckPeak(peak);
        ScheduleRules.CheckLength(steps, warmUp);
        ScheduleRules.Require(end >= 0 && end <= peak, $"end {end} is not from 0 to the peak {peak}");
        (Peak, Steps, WarmUp, End) = (peak, steps, warmUp, end);
    }

    /// <summary>Highest rate.</summary>
    public double Peak { get; }

    /// <summary>All steps, the warm-up included.</summary>
    public long Steps { get; }

    /// <summary>The first of them.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>Rate of the step after the last, and of all later ones.</summary>
    public double End { get; }

    /// <inheritdoc/>
    public double At(long stepIndex)
    {
        ScheduleRules.CheckStep(stepIndex);
        if (stepIndex < WarmUp.Steps)
            return WarmUp.At(stepIndex, Peak);
        var left = Math.Max(0, Steps - stepIndex) / (double)(Steps - WarmUp.Steps);
        return End + (Peak - End) * left;
    }
}
