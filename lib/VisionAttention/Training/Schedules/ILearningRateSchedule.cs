using System.Diagnostics.CodeAnalysis;

namespace VisionAttention.Training.Schedules;

/// <summary>A learning rate that depends on how far training has come.</summary>
/// <remarks>
/// A step is one update of the weights. Code that changes the rate once an epoch asks with the epoch's number instead and counts all lengths
/// in epochs. Each schedule says what it gives beyond its end.
/// </remarks>
public interface ILearningRateSchedule
{
    /// <summary>The rate used at a step.</summary>
    /// <param name="step">From 0: the number of updates already made.</param>
    /// <exception cref="ArgumentException">A step below 0.</exception>
    [SuppressMessage("Naming", "CA1716", Justification = "Papers and code call it the step; Visual Basic can write [step].")]
    double At(long step);
}

/// <summary>The rules for the numbers of all schedules.</summary>
internal static class Rates
{
    // Steps beyond this are a slip of the pen; up to here a double counts exactly.
    private const long MostSteps = 1_000_000_000_000;

    public static void CheckStep(long step)
    {
        Require(step >= 0, $"step {step} is below 0");
    }

    public static void CheckLength(double length, string name, double least = 1)
    {
        Require(length >= least && length <= MostSteps, $"{name} {length} is not from {least} to {MostSteps}");
    }

    public static void CheckRate(double learningRate)
    {
        Require(double.IsFinite(learningRate) && learningRate > 0, $"learningRate {learningRate} is not above 0");
    }

    /// <summary>Rules for a rate that a schedule starts from or ends in.</summary>
    public static void CheckLower(double rate, string name, double learningRate)
    {
        Require(rate >= 0 && rate <= learningRate, $"{name} {rate} is not from 0 to learningRate {learningRate}");
    }

    public static void CheckFactor(double factor, string name)
    {
        Require(factor is > 0 and <= 1, $"{name} {factor} is not above 0 and at most 1");
    }

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}

/// <summary>The first steps of a run, over which the learning rate rises along a straight line.</summary>
/// <remarks>
/// start + (learningRate − start)·step / steps for step = 0 … steps − 1. Goyal et al. 2017 (1706.02677), section 2.2, "gradual warm-up". Either end
/// of the line may be moved by a step: see <see cref="SkipsStart"/> and <see cref="LastStepIsPeak"/>.
/// </remarks>
public sealed record WarmUp
{
    /// <summary>Describes a warm-up.</summary>
    /// <param name="steps">Its length; 0 for none. With a fraction where it is a share of a run.</param>
    /// <param name="start">The rate of step 0.</param>
    /// <param name="lastStepIsPeak">
    /// Whether its last step already has the full rate (the line is divided by steps − 1); otherwise the step after it is the first one.
    /// </param>
    /// <param name="skipsStart">Whether step 0 is already one step up the line (it is then divided by steps + 1).</param>
    /// <exception cref="ArgumentException">A length below 0 or beyond all use, or a rate below 0.</exception>
    public WarmUp(double steps, double start = 0, bool lastStepIsPeak = false, bool skipsStart = false)
    {
        Rates.CheckLength(steps, "warmUpSteps", least: 0);
        Rates.Require(double.IsFinite(start) && start >= 0, $"warmUpStart {start} is not 0 or above");
        (Steps, Start, LastStepIsPeak, SkipsStart) = (steps, start, lastStepIsPeak, skipsStart);
    }

    /// <summary>No warm-up.</summary>
    public static WarmUp None { get; } = new(steps: 0);

    /// <summary>Number of steps below the full rate; with <see cref="LastStepIsPeak"/> the last of them has it already.</summary>
    public double Steps { get; }

    /// <summary>Rate that the line starts from.</summary>
    public double Start { get; }

    /// <summary>Whether the last step of the warm-up has the full rate.</summary>
    public bool LastStepIsPeak { get; }

    /// <summary>Whether step 0 is already above the start.</summary>
    public bool SkipsStart { get; }

    internal double At(long step, double peak)
    {
        var skipped = SkipsStart ? 1 : 0;
        var intervals = Math.Max(1, Steps + skipped - (LastStepIsPeak ? 1 : 0));
        return Start + (peak - Start) * (step + skipped) / intervals;
    }

    internal void CheckAgainst(double learningRate)
    {
        if (Steps > 0)
            Rates.CheckLower(Start, "warmUpStart", learningRate);
    }

    internal void CheckWithin(double steps)
    {
        Rates.Require(Steps < steps, $"warmUpSteps {Steps} is not below steps {steps}");
    }
}
