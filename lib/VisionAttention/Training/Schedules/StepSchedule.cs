namespace VisionAttention.Training.Schedules;

/// <summary>A rate that falls by a factor every so many steps, after an optional warm-up.</summary>
/// <remarks>
/// learningRate·factorⁿ, n = ⌊step / everySteps⌋; steps are counted from the start, warm-up included. ResNets are trained this way: He et al.
/// 2016 (1512.03385), section 4.2; with a gradual warm-up, Goyal et al. 2017 (1706.02677), section 5.1. As PyTorch's <c>StepLR</c>.
/// </remarks>
public sealed record StepSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The rate before the first fall.</param>
    /// <param name="everySteps">Steps from one fall to the next; at least the warm-up's.</param>
    /// <param name="factor">What the rate is multiplied by at each, above 0 and at most 1.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public StepSchedule(double learningRate, long everySteps, double factor = 0.1, WarmUp? warmUp = null)
    {
        Rates.CheckRate(learningRate);
        Rates.CheckLength(everySteps, nameof(everySteps));
        Rates.CheckFactor(factor, nameof(factor));
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        Rates.Require(everySteps >= WarmUp.Steps, $"everySteps {everySteps} is below warmUpSteps {WarmUp.Steps}");
        (LearningRate, EverySteps, Factor) = (learningRate, everySteps, factor);
    }

    /// <summary>The rate before the first fall.</summary>
    public double LearningRate { get; }

    /// <summary>Steps from one fall to the next.</summary>
    public long EverySteps { get; }

    /// <summary>What the rate is multiplied by at each fall.</summary>
    public double Factor { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <inheritdoc/>
    /// <remarks>It falls for ever.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        return step < WarmUp.Steps ? WarmUp.At(step, LearningRate) : LearningRate * Math.Pow(Factor, step / EverySteps);
    }
}
