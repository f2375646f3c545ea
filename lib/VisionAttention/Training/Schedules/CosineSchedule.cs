namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then half a cosine down, once or several times.</summary>
/// <remarks>
/// rate = minimum + (peak − minimum)·(1 + cos(π·progress)) / 2. Loshchilov and Hutter 2017 (SGDR, 1608.03983), section 3, Eq. 5. What
/// code bases call a cosine schedule differs in four ways, which the factories below fix:
/// <list type="bullet">
/// <item>where progress counts from: the end of the warm-up (all but timm), or step 0, so that the rate drops a little when the warm-up ends (timm);</item>
/// <item>how the warm-up ends, see <see cref="WarmUp"/> (DINO);</item>
/// <item>what comes after the end: the minimum (timm, DINO), or the cosine goes up again (PyTorch, Hugging Face);</item>
/// <item>whether it restarts (timm).</item>
/// </list>
/// </remarks>
public sealed record CosineSchedule : ILearningRateSchedule
{
    private CosineSchedule(double peak, long cycleSteps, WarmUp warmUp)
    {
        ScheduleRules.CheckPeak(peak);
        warmUp.Check();
        ScheduleRules.Require(cycleSteps > 0, $"the cosine's {cycleSteps} steps are not above 0");
        (Peak, CycleSteps, WarmUp) = (peak, cycleSteps, warmUp);
    }

    /// <summary>Highest rate.</summary>
    public double Peak { get; }

    /// <summary>Steps of the (first) cosine.</summary>
    public long CycleSteps { get; }

    /// <summary>The steps before it.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>Rate at the bottom of the cosine.</summary>
    public double Minimum { get; private init; }

    /// <summary>Whether progress counts from step 0 instead of from the end of the warm-up.</summary>
    public bool CountsWarmUp { get; private init; }

    /// <summary>Whether the cosine goes up again after its end instead of staying at the minimum.</summary>
    public bool Continues { get; private init; }

    /// <summary>Number of cosines.</summary>
    public int Cycles { get; private init; } = 1;

    /// <summary>Each cosine is this many times as long as the one before.</summary>
    public double CycleMultiplier { get; private init; } = 1;

    /// <summary>The peak of each cosine is this many times that of the one before.</summary>
    public double CycleDecay { get; private init; } = 1;

    /// <summary>PyTorch's CosineAnnealingLR, and torchvision's LinearLR followed by it where there is a warm-up.</summary>
    /// <param name="peak">Highest rate.</param>
    /// <param name="steps">All steps (or epochs), the warm-up included.</param>
    /// <param name="warmUp">The first of them.</param>
    /// <param name="minimum">Rate at the end.</param>
    /// <exception cref="ArgumentException">Numbers that no run could follow; the message names them.</exception>
    public static CosineSchedule Torch(double peak, long steps, WarmUp warmUp = default, double minimum = 0)
    {
        ScheduleRules.CheckLength(steps, warmUp);
        return new CosineSchedule(peak, steps - warmUp.Steps, warmUp) { Minimum = CheckedMinimum(minimum, peak), Continues = true };
    }

    /// <summary>Hugging Face's cosine schedule: the first rate is 0 where there is a warm-up, and the last is 0.</summary>
    /// <inheritdoc cref="Torch"/>
    /// <param name="peak">Highest rate.</param>
    /// <param name="steps">All steps, the warm-up included.</param>
    /// <param name="warmUpSteps">The first of them.</param>
    public static CosineSchedule HuggingFace(double peak, long steps, long warmUpSteps)
    {
        return Torch(peak, steps, new WarmUp(warmUpSteps));
    }

    /// <summary>MAE's schedule, set anew for every step from the fractional epoch.</summary>
    /// <inheritdoc cref="Torch"/>
    /// <param name="peak">Highest rate.</param>
    /// <param name="epochs">All epochs, the warm-up included.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <param name="warmUpEpochs">The first epochs.</param>
    /// <param name="minimum">Rate that the end approaches.</param>
    public static CosineSchedule Mae(double peak, long epochs, long stepsPerEpoch, long warmUpEpochs, double minimum)
    {
        return Torch(peak, epochs * stepsPerEpoch, new WarmUp(warmUpEpochs * stepsPerEpoch), minimum);
    }

    /// <summary>DINO's schedule: the warm-up ends at the peak, which the cosine repeats.</summary>
    /// <inheritdoc cref="Torch"/>
    /// <param name="peak">Highest rate.</param>
    /// <param name="steps">All steps, the warm-up included.</param>
    /// <param name="warmUpSteps">The first of them.</param>
    /// <param name="start">Rate of the first step.</param>
    /// <param name="minimum">Rate that the end approaches, and of all later steps.</param>
    public static CosineSchedule Dino(double peak, long steps, long warmUpSteps, double start, double minimum)
    {
        var warmUp = new WarmUp(warmUpSteps, start, EndsAtPeak: true);
        ScheduleRules.CheckLength(steps, warmUp);
        return new CosineSchedule(peak, steps - warmUpSteps, warmUp) { Minimum = CheckedMinimum(minimum, peak) };
    }

    /// <summary>timm's schedule, with restarts if wished.</summary>
    /// <param name="peak">Highest rate.</param>
    /// <param name="cycleSteps">Steps of the first cosine; the warm-up lies inside it unless it is a prefix.</param>
    /// <param name="warmUp">The first steps.</param>
    /// <param name="minimum">Rate at the bottom, and after the last cosine.</param>
    /// <param name="warmUpIsPrefix">Whether the cosine counts from the end of the warm-up, so that the run is longer by it.</param>
    /// <param name="cycles">Number of cosines.</param>
    /// <param name="cycleMultiplier">Each cosine is this many times as long as the one before; at least 1.</param>
    /// <param name="cycleDecay">The peak of each is this many times that of the one before; above 0, at most 1.</param>
    /// <exception cref="ArgumentException">Numbers that no run could follow; the message names them.</exception>
    public static CosineSchedule Timm(
        double peak, long cycleSteps, WarmUp warmUp = default, double minimum = 0, bool warmUpIsPrefix = false,
        int cycles = 1, double cycleMultiplier = 1, double cycleDecay = 1)
    {
        ScheduleRules.Require(warmUpIsPrefix || warmUp.Steps < cycleSteps, $"warm-up of {warmUp.Steps} steps leaves nothing of a cosine of {cycleSteps} steps");
        ScheduleRules.Require(cycles > 0, $"cycles {cycles} is not above 0");
        ScheduleRules.Require(double.IsFinite(cycleMultiplier) && cycleMultiplier >= 1, $"cycleMultiplier {cycleMultiplier} is not 1 or above");
        ScheduleRules.Require(cycleDecay is > 0 and <= 1, $"cycleDecay {cycleDecay} is not above 0 and at most 1");
        return new CosineSchedule(peak, cycleSteps, warmUp)
        {
            Minimum = CheckedMinimum(minimum, peak),
            CountsWarmUp = !warmUpIsPrefix,
            Cycles = cycles,
            CycleMultiplier = cycleMultiplier,
            CycleDecay = cycleDecay,
        };
    }

    /// <inheritdoc/>
    public double At(long stepIndex)
    {
        ScheduleRules.CheckStep(stepIndex);
        if (stepIndex < WarmUp.Steps)
            return WarmUp.At(stepIndex, Peak);
        double position = CountsWarmUp ? stepIndex : stepIndex - WarmUp.Steps;
        var (length, peak) = ((double)CycleSteps, Peak);
        for (var cycle = 1; cycle < Cycles && position >= length; cycle++)
        {
            position -= length;
            length *= CycleMultiplier;
            peak *= CycleDecay;
        }
        if (position >= length && !Continues)
            return Minimum;
        return Minimum + (peak - Minimum) * 0.5 * (1 + Math.Cos(Math.PI * position / length));
    }

    private static double CheckedMinimum(double minimum, double peak)
    {
        ScheduleRules.Require(minimum >= 0 && minimum <= peak, $"minimum {minimum} is not from 0 to the peak {peak}");
        return minimum;
    }
}
