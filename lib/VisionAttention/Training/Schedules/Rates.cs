namespace VisionAttention.Training.Schedules;

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
