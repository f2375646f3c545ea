namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then a constant rate that is multiplied by a factor at some steps.</summary>
/// <remarks>The schedule of He et al. 2016, section 3.4 (a tenth at a time). Without milestones the rate stays constant.</remarks>
public sealed record StepSchedule : ILearningRateSchedule
{
    /// <summary>A schedule.</summary>
    /// <param name="peak">Rate after the warm-up.</param>
    /// <param name="milestones">Steps, counted from 0 with the warm-up included, from which on the rate is multiplied once more; rising.</param>
    /// <param name="factor">What it is multiplied by, above 0 and at most 1.</param>
    /// <param name="warmUp">The first steps.</param>
    /// <exception cref="ArgumentException">Numbers that no run could follow; the message names them.</exception>
    public StepSchedule(double peak, IReadOnlyList<long> milestones, double factor = 0.1, WarmUp warmUp = default)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        ScheduleRules.CheckPeak(peak);
        warmUp.Check();
        ScheduleRules.Require(factor is > 0 and <= 1, $"factor {factor} is not above 0 and at most 1");
        for (var index = 0; index < milestones.Count; index++)
        {
            var least = index == 0 ? Math.Max(1, warmUp.Steps) : milestones[index - 1] + 1;
            ScheduleRules.Require(milestones[index] >= least, $"milestone {milestones[index]} is below {least}: milestones rise and lie behind the warm-up");
        }
        (Peak, Milestones, Factor, WarmUp) = (peak, milestones, factor, warmUp);
    }

    /// <summary>Rate after the warm-up.</summary>
    public double Peak { get; }

    /// <summary>Steps from which on the rate is multiplied once more.</summary>
    public IReadOnlyList<long> Milestones { get; }

    /// <summary>What it is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>A factor every so many steps, as PyTorch's StepLR.</summary>
    /// <param name="peak">Rate after the warm-up.</param>
    /// <param name="every">Steps between two of them.</param>
    /// <param name="steps">All steps.</param>
    /// <param name="factor">What the rate is multiplied by.</param>
    /// <param name="warmUp">The first steps.</param>
    /// <exception cref="ArgumentException">Numbers that no run could follow; the message names them.</exception>
    public static StepSchedule Every(double peak, long every, long steps, double factor = 0.1, WarmUp warmUp = default)
    {
        ScheduleRules.Require(every > 0 && steps > 0, $"every {every} and steps {steps} must be above 0");
        var milestones = new List<long>();
        for (var step = every; step < steps; step += every)
        {
            if (step >= warmUp.Steps)
                milestones.Add(step);
        }
        return new StepSchedule(peak, milestones, factor, warmUp);
    }

    /// <inheritdoc/>
    public double At(long stepIndex)
    {
        ScheduleRules.CheckStep(stepIndex);
        return stepIndex < WarmUp.Steps ? WarmUp.At(stepIndex, Peak) : Peak * Math.Pow(Factor, Milestones.Count(milestone => milestone <= stepIndex));
    }
}
