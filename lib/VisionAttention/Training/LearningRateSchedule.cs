namespace VisionAttention.Training;

/// <summary>A learning rate that depends on how far training has come: a warm-up, then what each schedule does.</summary>
/// <remarks>Numbers are checked where they come in: <see cref="TrainingOptions.Validate"/>.</remarks>
internal abstract record LearningRateSchedule(double LearningRate, WarmUp WarmUp)
{
    /// <summary>The rate used at a step, from 0: the number of updates already made.</summary>
    public double At(long step) => step < WarmUp.Steps ? WarmUp.At(step, LearningRate) : AfterWarmUp(step);

    protected abstract double AfterWarmUp(long step);
}

/// <summary>The first steps of a run, over which the learning rate rises along a straight line.</summary>
/// <remarks>start + (learningRate − start)·step / steps for step = 0 … steps − 1. Goyal et al. 2017 (1706.02677), section 2.2, "gradual warm-up".
/// With <see cref="LastStepIsPeak"/> its last step has the full rate already; with <see cref="SkipsStart"/> step 0 is one step up the line.</remarks>
internal sealed record WarmUp(double Steps, double Start = 0, bool LastStepIsPeak = false, bool SkipsStart = false)
{
    public static WarmUp None { get; } = new(Steps: 0);

    public double At(long step, double peak)
    {
        var skipped = SkipsStart ? 1 : 0;
        var intervals = Math.Max(1, Steps + skipped - (LastStepIsPeak ? 1 : 0));
        return Start + (peak - Start) * (step + skipped) / intervals;
    }
}

/// <summary>One or more half cosines from the full rate down to the smallest one.</summary>
/// <remarks>
/// minimum + (learningRate − minimum)·(1 + cos(π·(step − w) / cycleSteps)) / 2 after w warm-up steps. Cycle i (from 0) lasts cycleSteps·cycleFactorⁱ
/// steps and falls from learningRate·cycleDecayⁱ. Loshchilov and Hutter 2017 (SGDR, 1608.03983), section 3.
/// Code bases agree on the cosine and differ at its ends. Of T steps in all:
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
internal sealed record CosineSchedule(
    double LearningRate, double CycleSteps, WarmUp WarmUp, double Minimum = 0, bool CountsFromStart = false, bool RisesAgain = false,
    double CycleFactor = 1, double CycleDecay = 1, long Cycles = 1) : LearningRateSchedule(LearningRate, WarmUp)
{
    protected override double AfterWarmUp(long step)
    {
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

/// <summary>A straight line from the full rate down to the smallest one, which stays.</summary>
/// <remarks>minimum + (learningRate − minimum)·(T − step) / (T − w), with w warm-up steps of T in all. With a warm-up from 0 and a minimum of 0 it
/// is Hugging Face transformers' <c>get_linear_schedule_with_warmup</c>, whose first rate is 0.</remarks>
internal sealed record LinearSchedule(double LearningRate, long Steps, WarmUp WarmUp, double Minimum = 0) : LearningRateSchedule(LearningRate, WarmUp)
{
    protected override double AfterWarmUp(long step)
    {
        var left = (double)Math.Max(0, Steps - step) / (Steps - WarmUp.Steps);
        return Minimum + (LearningRate - Minimum) * left;
    }
}

/// <summary>A fall by a factor every so many steps, for ever.</summary>
/// <remarks>learningRate·factorⁿ, n = ⌊step / everySteps⌋; steps are counted from the start, warm-up included. ResNets are trained this way: He et al.
/// 2016 (1512.03385), section 4.2; with a gradual warm-up, Goyal et al. 2017 (1706.02677), section 5.1. As PyTorch's <c>StepLR</c>.</remarks>
internal sealed record StepSchedule(double LearningRate, long EverySteps, double Factor, WarmUp WarmUp) : LearningRateSchedule(LearningRate, WarmUp)
{
    protected override double AfterWarmUp(long step) => LearningRate * Math.Pow(Factor, step / EverySteps);
}
