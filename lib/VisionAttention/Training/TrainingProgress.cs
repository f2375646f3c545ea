namespace VisionAttention.Training;

/// <summary>One moment of a training run.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Mean training loss since the last report.</param>
/// <param name="TrainAccuracy">Share of training images classified rightly since the last report, in percent.</param>
/// <param name="TestAccuracy">Accuracy on the held-out images, in percent, where this moment measured it.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="ImagesPerSecond">Training speed since the last report, evaluation left out.</param>
public sealed record TrainingProgress(
    long Step, long Steps, double Loss, double TrainAccuracy, double? TestAccuracy, double LearningRate, double ImagesPerSecond);
