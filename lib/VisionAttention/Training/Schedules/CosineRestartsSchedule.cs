namespace VisionAttention.Training.Schedules;

/// <summary>timm's cosine: a warm-up, then one or more half cosines, each starting again from the top.</summary>
/// <remarks>
/// Cycle i (from 0) lasts cycleSteps·cycleFactorⁱ steps and falls from learningRate·cycleDecayⁱ to the minimum; timm's
/// <c>CosineLRScheduler</c>. Restarts: Loshchilov and Hutter 2017 (SGDR, 1608.03983), section 3; warm-up: Goyal et al. 2017 (1706.02677),
/// section 2.2. Unless the warm-up is a prefix, the cosine is counted from step 0 and has come down a little when the warm-up ends: the
/// rate drops there, and the full rate is never used. How other code bases differ: <see cref="CosineSchedule"/>.
/// </remarks>
public sealed record CosineRestartsSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="cycleSteps">Steps (or epochs) of the first cycle, t_initial.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <param name="minimum">The smallest rate, lr_min.</param>
    /// <param name="warmUpPrefix">Whether the cosine is counted from the end of the warm-up, which then adds its length to the run.</param>
    /// <param name="cycleFactor">How many times as long each cycle is as the one before, at least 1.</param>
    /// <param name="cycleDecay">Share of the full rate that each cycle keeps of the one before, above 0 and at most 1; never below the minimum.</param>
    /// <param name="cycles">Number of cycles.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public CosineRestartsSchedule(
        double learningRate,
        long cycleSteps,
        WarmUp? warmUp = null,
        double minimum = 0,
        bool warmUpPrefix = false,
        double cycleFactor = 1,
        double cycleDecay = 1,
        long cycles = 1)
    {
        Rates.CheckRate(learningRate);
        Rates.CheckLength(cycleSteps, nameof(cycleSteps));
        Rates.CheckLower(minimum, nameof(minimum), learningRate);
        Rates.Require(double.IsFinite(cycleFactor) && cycleFactor >= 1, $"cycleFactor {cycleFactor} is not 1 or above");
        Rates.CheckFactor(cycleDecay, nameof(cycleDecay));
        Rates.CheckLength(cycles, nameof(cycles));
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        if (!warmUpPrefix)
            Rates.Require(WarmUp.Steps < cycleSteps, $"warmUpSteps {WarmUp.Steps} is not below cycleSteps {cycleSteps}: make the warm-up a prefix, or the cycle longer");
        (LearningRate, CycleSteps, Minimum, WarmUpPrefix) = (learningRate, cycleSteps, minimum, warmUpPrefix);
        (CycleFactor, CycleDecay, Cycles) = (cycleFactor, cycleDecay, cycles);
    }

    /// <summary>The full rate.</summary>
    public double LearningRate { get; }

    /// <summary>Steps of the first cycle.</summary>
    public long CycleSteps { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>The smallest rate.</summary>
    public double Minimum { get; }

    /// <summary>Whether the cosine is counted from the end of the warm-up.</summary>
    public bool WarmUpPrefix { get; }

    /// <summary>How many times as long each cycle is as the one before.</summary>
    public double CycleFactor { get; }

    /// <summary>Share of the full rate that each cycle keeps.</summary>
    public double CycleDecay { get; }

    /// <summary>Number of cycles.</summary>
    public long Cycles { get; }

    /// <inheritdoc/>
    /// <remarks>After the last cycle it is the smallest rate.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        if (step < WarmUp.Steps)
            return WarmUp.At(step, LearningRate);
        var (cycle, within, length) = Locate(WarmUpPrefix ? step - WarmUp.Steps : step);
        if (cycle >= Cycles)
            return Minimum;
        var peak = Math.Max(Minimum, LearningRate * Math.Pow(CycleDecay, cycle));
        return Rates.HalfCosine(peak, Minimum, within / length);
    }

    // The cycle a step lies in, how far, and the cycle's length: for equal cycles a division, else a few subtractions, since lengths grow.
    private (double Cycle, double Within, double Length) Locate(long step)
    {
        double within = step, length = CycleSteps, cycle = 0;
        while (cycle < Cycles && within >= length && CycleFactor > 1)
        {
            within -= length;
            length *= CycleFactor;
            cycle++;
        }
        if (CycleFactor > 1)
            return (cycle, within, length);
        return (step / CycleSteps, step % CycleSteps, length);
    }
}
