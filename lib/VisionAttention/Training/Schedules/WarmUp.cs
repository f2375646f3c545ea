namespace VisionAttention.Training.Schedules;

/// <summary>The first steps of a run, over which the learning rate rises on a straight line.</summary>
/// <remarks>
/// Goyal et al. 2017 (1706.02677), section 2.2. Code bases agree on the line but not on its end: mostly step t has start + t·(peak − start) / steps
/// and the peak comes right after the warm-up; DINO's last warm-up step has the peak already, so that its rate appears twice.
/// </remarks>
/// <param name="Steps">Number of steps; 0 for no warm-up.</param>
/// <param name="Start">Rate of the first step.</param>
/// <param name="EndsAtPeak">Whether the last of these steps has the peak (DINO) instead of the one after them.</param>
public readonly record struct WarmUp(long Steps, double Start = 0, bool EndsAtPeak = false)
{
    /// <summary>The rate of a step of the warm-up.</summary>
    internal double At(long step, double peak)
    {
        var intervals = EndsAtPeak ? Steps - 1 : Steps;
        return intervals == 0 ? peak : Start + step * (peak - Start) / intervals;
    }

    /// <summary>Refuses what is no warm-up.</summary>
    internal void Check()
    {
        ScheduleRules.Require(Steps >= 0, $"warm-up of {Steps} steps is below 0");
        ScheduleRules.Require(double.IsFinite(Start) && Start >= 0, $"warm-up starts at {Start}, which is not 0 or above");
    }
}
