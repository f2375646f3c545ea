namespace VisionAttention.Training.Schedules;

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
