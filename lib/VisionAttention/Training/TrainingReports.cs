namespace VisionAttention.Training;

/// <summary>Tells of a run's progress, and measures the accuracy when it is time to.</summary>
internal sealed class TrainingReports(
    TrainingTask task,
    TrainingOptions options,
    RunLength length,
    Meter meter,
    MixedPrecision precision,
    ModelAverage? average,
    TrainingRun? run,
    IProgress<TrainingProgress>? progress)
{
    private const int EverySteps = 20;
    private const int EvaluationBatch = 50;

    private readonly List<TrainingProgress> _all = [];

    public IReadOnlyList<TrainingProgress> All => _all;

    /// <summary>Reports if a report is due after a number of steps and has not been made.</summary>
    public void After(long step, CancellationToken cancellation)
    {
        if (step == 0 || meter.IsEmpty || !(length.EvaluatesAfter(step) || step % EverySteps == 0))
            return;
        meter.Pause();
        try
        {
            // Measured before anything is reported: broken off here, the report is made when the run goes on.
            var evaluation = length.EvaluatesAfter(step) ? Evaluate(cancellation) : null;
            var report = Report(step, meter.Take(), evaluation);
            run?.Add(report, evaluation, task.HeldOut.ClassNames);
            _all.Add(report);
            progress?.Report(report);
        }
        finally
        {
            meter.Resume();
        }
    }

    private Evaluation Evaluate(CancellationToken cancellation)
    {
        using var shown = average?.Use(task.Model);
        return Evaluation.Of(task.Model, precision.Forward, task.HeldOut, task.Normalisation, task.Device, EvaluationBatch, cancellation);
    }

    private TrainingProgress Report(long step, MeterSums sums, Evaluation? evaluation)
    {
        return new TrainingProgress(
            step,
            length.Steps,
            sums.Loss / sums.Batches,
            100.0 * sums.Right / sums.Images,
            evaluation?.Accuracy,
            length.LearningRates.At(step - 1),
            sums.Images / Math.Max(sums.Seconds, 1e-9))
        {
            Epoch = (int)length.EpochAfter(step - 1) + 1,
            Epochs = options.Epochs,
            Images = step * options.AccumulationSteps * options.BatchSize,
            TestTop5Accuracy = evaluation?.Top5Accuracy,
            TestLoss = evaluation?.Loss,
            Seconds = meter.Seconds,
            SecondsLeft = meter.Seconds / step * (length.Steps - step),
        };
    }
}
