namespace VisionAttention.Training.Schedules;

/// <summary>What all schedules share: the rules for their numbers and the half cosine.</summary>
internal static class Rates
{
    // Steps beyond this are a slip of the pen, and products of two such numbers stay exact enough.
    private const long MostSteps = 1_000_000_000_000;

    /// <summary>From high at progress 0 down to low at progress 1; periodic with 2 beyond.</summary>
    /// <remarks>low + (high − low)·(1 + cos(π·progress)) / 2. Loshchilov and Hutter 2017 (1608.03983), equation 5.</remarks>
    public static double HalfCosine(double high, double low, double progress)
    {
        return low + (high - low) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }

    public static void CheckStep(long step)
    {
        Require(step >= 0, $"step {step} is below 0");
    }

    public static void CheckLength(long length, string name, long least = 1)
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

    /// <summary>Steps of some epochs.</summary>
    public static long StepsOf(long epochs, long stepsPerEpoch, string name, long least = 1)
    {
        CheckLength(stepsPerEpoch, nameof(stepsPerEpoch));
        CheckLength(epochs, name, least);
        Require(epochs <= MostSteps / stepsPerEpoch, $"{name} {epochs} of stepsPerEpoch {stepsPerEpoch} are above {MostSteps} steps");
        return epochs * stepsPerEpoch;
    }

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
