using System.Diagnostics;

namespace VisionAttention.Training;

/// <summary>Passes reports on at most a few times a second, so that showing them does not slow the training; those with an accuracy and the
/// last one always.</summary>
/// <param name="handler">What to do with a report, on the reporting thread.</param>
/// <param name="leastSeconds">Time between two that are passed on.</param>
public sealed class SteadyProgress(Action<TrainingProgress> handler, double leastSeconds = 0.25) : IProgress<TrainingProgress>
{
    private readonly Stopwatch _sinceLast = new();

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isDue = !_sinceLast.IsRunning || _sinceLast.Elapsed.TotalSeconds >= leastSeconds;
        if (!isDue && value.TestAccuracy is null && value.Step < value.Steps)
            return;
        _sinceLast.Restart();
        handler(value);
    }
}
