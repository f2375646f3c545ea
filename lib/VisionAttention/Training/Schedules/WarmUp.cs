namespace VisionAttention.Training.Schedules;

/// <summary>The first steps of a run, over which the learning rate rises along a straight line.</summary>
/// <remarks>
/// start + (learningRate − start)·step / steps for step = 0 … steps − 1. Goyal et al. 2017 (1706.02677), section 2.2, "gradual warm-up".
/// </remarks>
public sealed record WarmUp
{
    /// <summary>Describes a warm-up.</summary>
    /// <param name="steps">Its length; 0 for none.</param>
    /// <param name="start">The rate of step 0.</param>
    /// <param name="lastStepIsPeak">
    /// Whether its last step already has the full rate (the line is divided by steps − 1); otherwise the step after it is the first one.
    /// </param>
    /// <exception cref="ArgumentException">A length below 0 or beyond all use, or a rate below 0.</exception>
    public WarmUp(long steps, double start = 0, bool lastStepIsPeak = false)
    {
        Rates.CheckLength(steps, "warmUpSteps", least: 0);
        Rates.Require(double.IsFinite(start) && start >= 0, $"warmUpStart {start} is not 0 or above");
        (Steps, Start, LastStepIsPeak) = (steps, start, lastStepIsPeak);
    }

    /// <summary>No warm-up.</summary>
    public static WarmUp None { get; } = new(steps: 0);

    /// <summary>Number of steps below the full rate; with <see cref="LastStepIsPeak"/> the last of them has it already.</summary>
    public long Steps { get; }

    /// <summary>Rate of step 0.</summary>
    public double Start { get; }

    /// <summary>Whether the last step of the warm-up has the full rate.</summary>
    public bool LastStepIsPeak { get; }

    internal double At(long step, double peak)
    {
        var intervals = LastStepIsPeak ? Math.Max(1, Steps - 1) : Steps;
        return Start + (peak - Start) * step / intervals;
    }

    internal void CheckAgainst(double learningRate)
    {
        if (Steps > 0)
            Rates.CheckLower(Start, "warmUpStart", learningRate);
    }

    internal void CheckWithin(long steps)
    {
        Rates.Require(Steps < steps, $"warmUpSteps {Steps} is not below steps {steps}");
    }
}
