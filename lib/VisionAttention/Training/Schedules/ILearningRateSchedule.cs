namespace VisionAttention.Training.Schedules;

/// <summary>The learning rate of every step of a run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The rate that a step is made with.</summary>
    /// <param name="stepIndex">The step, from 0. Schedules that count epochs take the epoch.</param>
    /// <exception cref="ArgumentException">A negative step.</exception>
    double At(long stepIndex);
}
