using VisionAttention.Training.Schedules;

namespace VisionAttention.Training;

/// <summary>How the learning rate changes during a run. Each begins with the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine down to the smallest rate; the warm-up's first step is not 0 but 1 / (w + 1) of the rate.</summary>
    Cosine,

    /// <summary>A straight line down to the smallest rate: <see cref="LinearSchedule"/>.</summary>
    Linear,

    /// <summary>A fall by a factor after each given share of the steps: <see cref="StepSchedule"/>.</summary>
    Steps,

    /// <summary>Several cosines, each from the full rate: <see cref="CosineSchedule"/>.</summary>
    CosineRestarts,

    /// <summary>The full rate from the end of the warm-up on.</summary>
    Constant,
}
