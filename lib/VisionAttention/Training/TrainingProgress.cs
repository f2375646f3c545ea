namespace VisionAttention.Training;

/// <summary>One moment of a training run.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Mean training loss since the last report.</param>
/// <param name="TrainAccuracy">Share of training images classified rightly since the last report, in percent; mixed images
/// count by their label before mixing.</param>
/// <param name="TestAccuracy">Accuracy on the held-out images, in percent, where this moment measured it.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="ImagesPerSecond">Training speed since the last report, evaluation left out.</param>
public sealed record TrainingProgress(
    long Step, long Steps, double Loss, double TrainAccuracy, double? TestAccuracy, double LearningRate, double ImagesPerSecond)
{
    /// <summary>The epoch of this step, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Epochs of the whole run.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Training images seen since the run began, repetitions counted.</summary>
    public long Images { get; init; }

    /// <summary>Share of held-out images whose class is among the five with the largest logits, in percent, where this moment measured it
    /// and there are more than five classes.</summary>
    public double? TestTop5Accuracy { get; init; }

    /// <summary>Mean cross-entropy on the held-out images, where this moment measured it.</summary>
    public double? TestLoss { get; init; }

    /// <summary>Seconds of training and evaluation since the run began, interruptions left out.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds that the rest of the run will take at the average speed so far.</summary>
    public double SecondsLeft { get; init; }
}

/// <summary>Calls back on the reporting thread, at once and in order (unlike <see cref="Progress{T}"/>, which posts).</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="handler">What to do with it.</param>
public sealed class ProgressHandler<T>(Action<T> handler) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => handler(value);
}
