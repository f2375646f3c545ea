using VisionAttention.Training.Schedules;

namespace VisionAttention.Training;

/// <summary>From the options of a run to the learning rate of a step.</summary>
internal static class LearningRateRule
{
    public static double At(TrainingOptions options, long step, long steps)
    {
        return options.Schedule == ScheduleKind.Cosine ? Cosine(options, step, steps) : Schedule(options, steps).At(step);
    }

    // Lengths are shares of the run in the options and whole steps in the schedules.
    private static ILearningRateSchedule Schedule(TrainingOptions options, long steps)
    {
        var warmUp = new WarmUp(Math.Min(steps - 1, (long)Math.Round(options.WarmUp * steps)));
        return options.Schedule switch
        {
            ScheduleKind.Linear => new LinearSchedule(options.LearningRate, steps, warmUp, options.MinimumLearningRate),
            ScheduleKind.Steps => StepSchedule.Every(
                options.LearningRate, Math.Max(Math.Max(1, warmUp.Steps), (long)Math.Ceiling(options.FallEvery * steps)), options.FallFactor, warmUp),
            ScheduleKind.CosineRestarts => new CosineRestartsSchedule(
                options.LearningRate, Math.Max(1, (steps - warmUp.Steps + options.Cycles - 1) / options.Cycles), warmUp, options.MinimumLearningRate,
                warmUpPrefix: true, cycles: options.Cycles),
            _ => new LinearSchedule(options.LearningRate, steps, warmUp, minimum: options.LearningRate),
        };
    }

    private static double Cosine(TrainingOptions options, long step, long steps)
    {
        var warmUpSteps = options.WarmUp * steps;
        if (step < warmUpSteps)
            return options.LearningRate * (step + 1) / (warmUpSteps + 1);
        var progress = (step - warmUpSteps) / Math.Max(1, steps - warmUpSteps);
        var (low, high) = (options.MinimumLearningRate, options.LearningRate);
        return low + (high - low) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
