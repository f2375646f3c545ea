namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then one or more half cosines from the full rate down to the smallest one.</summary>
/// <remarks>
/// minimum + (learningRate − minimum)·(1 + cos(π·(step − w) / cycleSteps)) / 2 after w warm-up steps. Cycle i (from 0) lasts cycleSteps·cycleFactorⁱ
/// steps and falls from learningRate·cycleDecayⁱ. Loshchilov and Hutter 2017 (SGDR, 1608.03983), section 3; warm-up: Goyal et al. 2017
/// (1706.02677), section 2.2. Code bases agree on the cosine and differ at its ends. Of T steps in all:
/// <list type="table">
/// <listheader><term>convention</term><description>warm-up · cycleSteps · after the last</description></listheader>
/// <item><term>Hugging Face, MAE</term><description>from 0, so the first update changes nothing · T − w · rises again</description></item>
/// <item><term>torchvision</term><description>from a share of the rate · T − w · rises again</description></item>
/// <item><term>PyTorch's CosineAnnealingLR</term><description>none · T · rises again</description></item>
/// <item><term>DINO</term><description>from a given rate, its last step has the full rate, which w repeats · T − w · the source has no rate</description></item>
/// <item><term>timm</term><description>from a given rate · T, counted from step 0 unless the warm-up is a prefix: the rate drops where the
/// warm-up ends, and the full rate is never used · the smallest</description></item>
/// <item><term><see cref="TrainingOptions.Schedule"/></term><description>(step + 1) / (w + 1) of the rate, never 0 · T − w · rises again</description></item>
/// </list>
/// "Rises again" mirrors the sources, whose cosine has no end of its own.
/// </remarks>
public sealed record CosineSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="cycleSteps">Steps of the first half cosine.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <param name="minimum">The smallest rate, in which the cosine ends.</param>
    /// <param name="countsFromStart">Whether the cosine is counted from step 0 instead of from the end of the warm-up.</param>
    /// <param name="risesAgain">Whether the one cosine goes on beyond its end, back to the full rate.</param>
    /// <param name="cycleFactor">How many times as long each cycle is as the one before, at least 1.</param>
    /// <param name="cycleDecay">Share of the full rate that each cycle keeps of the one before, above 0 and at most 1; never below the minimum.</param>
    /// <param name="cycles">Number of cycles; after them it is the smallest rate.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public CosineSchedule(
        double learningRate,
        double cycleSteps,
        WarmUp? warmUp = null,
        double minimum = 0,
        bool countsFromStart = false,
        bool risesAgain = false,
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
        Rates.Require(!risesAgain || cycles == 1, $"cycles {cycles} is not 1: a cosine that rises again has no next cycle");
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        if (countsFromStart)
            WarmUp.CheckWithin(cycleSteps);
        (LearningRate, CycleSteps, Minimum, CountsFromStart, RisesAgain) = (learningRate, cycleSteps, minimum, countsFromStart, risesAgain);
        (CycleFactor, CycleDecay, Cycles) = (cycleFactor, cycleDecay, cycles);
    }

    /// <summary>The full rate.</summary>
    public double LearningRate { get; }

    /// <summary>Steps of the first half cosine.</summary>
    public double CycleSteps { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>The smallest rate.</summary>
    public double Minimum { get; }

    /// <summary>Whether the cosine is counted from step 0.</summary>
    public bool CountsFromStart { get; }

    /// <summary>Whether the cosine goes on beyond its end.</summary>
    public bool RisesAgain { get; }

    /// <summary>How many times as long each cycle is as the one before.</summary>
    public double CycleFactor { get; }

    /// <summary>Share of the full rate that each cycle keeps.</summary>
    public double CycleDecay { get; }

    /// <summary>Number of cycles.</summary>
    public long Cycles { get; }

    /// <inheritdoc/>
    public double At(long step)
    {
        Rates.CheckStep(step);
        if (step < WarmUp.Steps)
            return WarmUp.At(step, LearningRate);
        var (cycle, within, length) = Locate(CountsFromStart ? step : step - WarmUp.Steps);
        if (cycle >= Cycles)
            return Minimum;
        var peak = Math.Max(Minimum, LearningRate * Math.Pow(CycleDecay, cycle));
        return Minimum + (peak - Minimum) * 0.5 * (1 + Math.Cos(Math.PI * (within / length)));
    }

    // The cycle a step lies in, how far, and the cycle's length: for equal cycles a division, else a few subtractions, since lengths grow.
    private (double Cycle, double Within, double Length) Locate(double step)
    {
        var (cycle, within, length) = (0.0, step, CycleSteps);
        if (RisesAgain)
            return (cycle, within, length);
        if (CycleFactor == 1)
            return (Math.Floor(step / length), step % length, length);
        for (; cycle < Cycles && within >= length; cycle++)
        {
            within -= length;
            length *= CycleFactor;
        }
        return (cycle, within, length);
    }
}
