using System.Diagnostics.CodeAnalysis;

namespace VisionAttention.Training.Schedules;

/// <summary>A learning rate that depends on how far training has come.</summary>
/// <remarks>
/// A step is one update of the weights. Code that changes the rate once an epoch asks with the epoch's number instead and counts all lengths
/// in epochs. Each schedule says what it gives beyond its end.
/// </remarks>
public interface ILearningRateSchedule
{
    /// <summary>The rate used at a step.</summary>
    /// <param name="step">From 0: the number of updates already made.</param>
    /// <exception cref="ArgumentException">A step below 0.</exception>
    [SuppressMessage("Naming", "CA1716", Justification = "Papers and code call it the step; Visual Basic can write [step].")]
    double At(long step);
}
