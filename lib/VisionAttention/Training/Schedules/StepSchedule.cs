namespace VisionAttention.Training.Schedules;

/// <summary>A rate that falls by a factor at certain steps, after an optional warm-up.</summary>
/// <remarks>
/// learningRate·factorⁿ, n the number of falls up to and including the step; steps are counted from the start, warm-up included. ResNets are
/// trained this way: He et al. 2016 (1512.03385), section 4.2; with a gradual warm-up, Goyal et al. 2017 (1706.02677), section 5.1. As
/// PyTorch's <c>MultiStepLR</c> and <c>StepLR</c>.
/// </remarks>
public sealed record StepSchedule : ILearningRateSchedule
{
    private readonly long[] _milestones;

    /// <summary>A rate that falls at given steps.</summary>
    /// <param name="learningRate">The rate before the first fall.</param>
    /// <param name="milestones">The first steps with a lower rate, each later than the one before and none within the warm-up.</param>
    /// <param name="factor">What the rate is multiplied by at each, above 0 and at most 1.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public StepSchedule(double learningRate, IReadOnlyList<long> milestones, double factor = 0.1, WarmUp? warmUp = null)
        : this(learningRate, Checked(milestones, warmUp), everySteps: 0, factor, warmUp)
    {
    }

    private StepSchedule(double learningRate, long[] milestones, long everySteps, double factor, WarmUp? warmUp)
    {
        Rates.CheckRate(learningRate);
        Rates.CheckFactor(factor, nameof(factor));
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        (_milestones, EverySteps, LearningRate, Factor) = (milestones, everySteps, learningRate, factor);
    }

    /// <summary>The rate before the first fall.</summary>
    public double LearningRate { get; }

    /// <summary>What the rate is multiplied by at each fall.</summary>
    public double Factor { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>The first steps with a lower rate; empty where the rate falls every <see cref="EverySteps"/>.</summary>
    public IReadOnlyList<long> Milestones => _milestones;

    /// <summary>Steps from one fall to the next; 0 where the falls are at <see cref="Milestones"/>.</summary>
    public long EverySteps { get; }

    /// <summary>A rate that falls every so many steps.</summary>
    /// <param name="learningRate">The rate before the first fall.</param>
    /// <param name="everySteps">Steps from one fall to the next; at least the warm-up's.</param>
    /// <param name="factor">What the rate is multiplied by at each, above 0 and at most 1.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public static StepSchedule Every(double learningRate, long everySteps, double factor = 0.1, WarmUp? warmUp = null)
    {
        Rates.CheckLength(everySteps, nameof(everySteps));
        Rates.Require(everySteps >= (warmUp?.Steps ?? 0), $"everySteps {everySteps} is below warmUpSteps {warmUp?.Steps}");
        return new StepSchedule(learningRate, [], everySteps, factor, warmUp);
    }

    /// <inheritdoc/>
    /// <remarks>After the last milestone the rate stays; without milestones it falls for ever.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        if (step < WarmUp.Steps)
            return WarmUp.At(step, LearningRate);
        var falls = EverySteps > 0 ? step / EverySteps : _milestones.Count(milestone => milestone <= step);
        return LearningRate * Math.Pow(Factor, falls);
    }

    /// <summary>Whether both give the same rates for the same reasons.</summary>
    /// <param name="other">Another schedule.</param>
    public bool Equals(StepSchedule? other)
    {
        return other is not null && (LearningRate, Factor, EverySteps, WarmUp) == (other.LearningRate, other.Factor, other.EverySteps, other.WarmUp)
            && _milestones.AsSpan().SequenceEqual(other._milestones);
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        return HashCode.Combine(LearningRate, Factor, EverySteps, WarmUp, _milestones.Length);
    }

    private static long[] Checked(IReadOnlyList<long> milestones, WarmUp? warmUp)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        var warmUpSteps = warmUp?.Steps ?? 0;
        for (var index = 0; index < milestones.Count; index++)
        {
            Rates.CheckLength(milestones[index], "milestone");
            Rates.Require(milestones[index] >= warmUpSteps, $"milestone {milestones[index]} lies within the warm-up of {warmUpSteps} steps");
            if (index > 0)
                Rates.Require(milestones[index] > milestones[index - 1], $"milestone {milestones[index]} is not after {milestones[index - 1]}");
        }
        return [.. milestones];
    }
}
