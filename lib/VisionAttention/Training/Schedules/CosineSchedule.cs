namespace VisionAttention.Training.Schedules;

/// <summary>A warm-up, then half a cosine from the full rate down to the smallest one.</summary>
/// <remarks>
/// After w warm-up steps of T in all: minimum + (learningRate − minimum)·(1 + cos(π·(step − w) / (T − w))) / 2. The cosine is Loshchilov and
/// Hutter 2017 (SGDR, 1608.03983), section 3; the warm-up Goyal et al. 2017 (1706.02677), section 2.2. Code bases agree on the cosine
/// and differ at its ends:
/// <list type="table">
/// <listheader><term>convention</term><description>warm-up · first cosine step · beyond the end</description></listheader>
/// <item><term><see cref="HuggingFace"/></term><description>from 0, so the first update changes nothing · w has the full rate · rises again</description></item>
/// <item><term><see cref="Mae"/></term><description>from 0, counted in fractions of an epoch at every step · w has the full rate · rises again</description></item>
/// <item><term><see cref="Torchvision"/></term><description>from a share of the rate · w has the full rate · rises again</description></item>
/// <item><term><see cref="TorchAnnealing"/></term><description>none · 0 has the full rate · rises again</description></item>
/// <item><term><see cref="Dino"/></term><description>from a given rate, step w − 1 has the full rate · w repeats it · the source has no rate; here the smallest</description></item>
/// <item><term><see cref="CosineRestartsSchedule"/> (timm)</term><description>from a given rate · w is already w steps down the cosine, unless the warm-up is a prefix · the smallest</description></item>
/// <item><term><see cref="TrainingOptions.LearningRateAt"/></term><description>(step + 1) / (w + 1) of the rate, never 0 · less than a step down the cosine · rises again</description></item>
/// </list>
/// "Rises again" mirrors the sources, whose cosine has no end of its own.
/// </remarks>
public sealed record CosineSchedule : ILearningRateSchedule
{
    /// <summary>Describes a schedule.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="steps">Steps of the whole run T, the warm-up included.</param>
    /// <param name="warmUp">The first steps; none if null.</param>
    /// <param name="minimum">The smallest rate, that of step T; steps 0 … T − 1 stay above it.</param>
    /// <param name="afterEnd">What steps beyond T get.</param>
    /// <exception cref="ArgumentException">A number that no run could follow; the message names it and the rule.</exception>
    public CosineSchedule(double learningRate, long steps, WarmUp? warmUp = null, double minimum = 0, AfterEnd afterEnd = AfterEnd.Hold)
    {
        Rates.CheckRate(learningRate);
        Rates.CheckLength(steps, nameof(steps));
        Rates.CheckLower(minimum, nameof(minimum), learningRate);
        Rates.Require(Enum.IsDefined(afterEnd), $"afterEnd {afterEnd} is not one of {string.Join(", ", Enum.GetNames<AfterEnd>())}");
        WarmUp = warmUp ?? WarmUp.None;
        WarmUp.CheckAgainst(learningRate);
        WarmUp.CheckWithin(steps);
        (LearningRate, Steps, Minimum, AfterEnd) = (learningRate, steps, minimum, afterEnd);
    }

    /// <summary>The full rate.</summary>
    public double LearningRate { get; }

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; }

    /// <summary>The first steps.</summary>
    public WarmUp WarmUp { get; }

    /// <summary>The smallest rate.</summary>
    public double Minimum { get; }

    /// <summary>What steps beyond the end get.</summary>
    public AfterEnd AfterEnd { get; }

    /// <summary>Hugging Face transformers' <c>get_cosine_schedule_with_warmup</c>: from 0 up, and down to 0.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="warmUpSteps">First step with the full rate.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <exception cref="ArgumentException">As the constructor's.</exception>
    public static CosineSchedule HuggingFace(double learningRate, long warmUpSteps, long steps)
    {
        return new CosineSchedule(learningRate, steps, new WarmUp(warmUpSteps), afterEnd: AfterEnd.FollowCosine);
    }

    /// <summary>MAE's <c>adjust_learning_rate</c>, which puts the fraction of an epoch into the formula at every step.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="minimum">The smallest rate.</param>
    /// <param name="warmUpEpochs">Epochs of warm-up from 0.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <exception cref="ArgumentException">As the constructor's.</exception>
    public static CosineSchedule Mae(double learningRate, double minimum, long warmUpEpochs, long epochs, long stepsPerEpoch)
    {
        var steps = Rates.StepsOf(epochs, stepsPerEpoch, nameof(epochs));
        var warmUp = new WarmUp(Rates.StepsOf(warmUpEpochs, stepsPerEpoch, nameof(warmUpEpochs), least: 0));
        return new CosineSchedule(learningRate, steps, warmUp, minimum, AfterEnd.FollowCosine);
    }

    /// <summary>DINO's <c>cosine_scheduler</c>: the warm-up is a linspace with both ends, so the full rate comes twice.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="minimum">The rate that the run ends towards, never quite reached.</param>
    /// <param name="warmUpEpochs">Epochs of warm-up.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <param name="warmUpStart">Rate of step 0.</param>
    /// <exception cref="ArgumentException">As the constructor's.</exception>
    public static CosineSchedule Dino(double learningRate, double minimum, long warmUpEpochs, long epochs, long stepsPerEpoch, double warmUpStart = 0)
    {
        var steps = Rates.StepsOf(epochs, stepsPerEpoch, nameof(epochs));
        var warmUp = new WarmUp(Rates.StepsOf(warmUpEpochs, stepsPerEpoch, nameof(warmUpEpochs), least: 0), warmUpStart, lastStepIsPeak: true);
        return new CosineSchedule(learningRate, steps, warmUp, minimum);
    }

    /// <summary>torchvision's training script: PyTorch's <c>LinearLR</c> followed by <c>CosineAnnealingLR</c>. It counts epochs.</summary>
    /// <param name="learningRate">The full rate.</param>
    /// <param name="warmUpSteps">First step (there: epoch) with the full rate.</param>
    /// <param name="steps">Steps (there: epochs) of the whole run.</param>
    /// <param name="warmUpFactor">Share of the rate that step 0 has, from 0 to 1.</param>
    /// <param name="minimum">The smallest rate.</param>
    /// <exception cref="ArgumentException">As the constructor's, or a share that is none.</exception>
    public static CosineSchedule Torchvision(double learningRate, long warmUpSteps, long steps, double warmUpFactor = 0.01, double minimum = 0)
    {
        Rates.CheckRate(learningRate);
        Rates.Require(warmUpFactor is >= 0 and <= 1, $"warmUpFactor {warmUpFactor} is not from 0 to 1");
        return new CosineSchedule(learningRate, steps, new WarmUp(warmUpSteps, warmUpFactor * learningRate), minimum, AfterEnd.FollowCosine);
    }

    /// <summary>PyTorch's <c>CosineAnnealingLR</c>: no warm-up.</summary>
    /// <param name="learningRate">Rate of step 0.</param>
    /// <param name="steps">The step (there: epoch) with the smallest rate, T_max.</param>
    /// <param name="minimum">The smallest rate, eta_min.</param>
    /// <exception cref="ArgumentException">As the constructor's.</exception>
    public static CosineSchedule TorchAnnealing(double learningRate, long steps, double minimum = 0)
    {
        return new CosineSchedule(learningRate, steps, minimum: minimum, afterEnd: AfterEnd.FollowCosine);
    }

    /// <inheritdoc/>
    /// <remarks>Beyond the end it follows <see cref="AfterEnd"/>.</remarks>
    public double At(long step)
    {
        Rates.CheckStep(step);
        if (step < WarmUp.Steps)
            return WarmUp.At(step, LearningRate);
        if (step >= Steps && AfterEnd == AfterEnd.Hold)
            return Minimum;
        return Rates.HalfCosine(LearningRate, Minimum, (double)(step - WarmUp.Steps) / (Steps - WarmUp.Steps));
    }
}
