namespace VisionAttention.Training.Schedules;

/// <summary>What all schedules demand of their numbers.</summary>
internal static class ScheduleRules
{
    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }

    public static void CheckStep(long step)
    {
        Require(step >= 0, $"step {step} is below 0");
    }

    public static void CheckPeak(double peak)
    {
        Require(double.IsFinite(peak) && peak > 0, $"peak {peak} is not above 0");
    }

    public static void CheckLength(long steps, WarmUp warmUp)
    {
        warmUp.Check();
        Require(steps > 0, $"steps {steps} is not above 0");
        Require(warmUp.Steps < steps, $"warm-up of {warmUp.Steps} steps leaves nothing of {steps} steps");
    }
}
