using System.Diagnostics;
using System.Globalization;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training;

/// <summary>One line on how far a run has come, for a terminal to write over itself.</summary>
internal static class TrainingStatus
{
    private const int BarCells = 24;
    private const double SecondsAMinute = 60;
    private const double SecondsAnHour = 3600;
    private const double SecondsADay = 86400;

    /// <summary>Bar, epoch, loss, accuracies, speed and time left as plain text.</summary>
    public static string Text(TrainingProgress report, TrainingProgress? lastMeasured = null)
    {
        var done = (int)(BarCells * report.Step / Math.Max(1, report.Steps));
        return $"{new string('█', done)}{new string('░', BarCells - done)} {string.Join(" · ", Parts(report, lastMeasured))}";
    }

    /// <summary>A length of time in words that fit a line.</summary>
    public static string Duration(double seconds)
    {
        return seconds switch
        {
            < SecondsAMinute => Invariant($"{seconds:0} s"),
            < SecondsAnHour => Invariant($"{Math.Floor(seconds / SecondsAMinute)} min {Math.Floor(seconds % SecondsAMinute)} s"),
            < SecondsADay => Invariant($"{Math.Floor(seconds / SecondsAnHour)} h {Math.Floor(seconds % SecondsAnHour / SecondsAMinute)} min"),
            _ => Invariant($"{Math.Floor(seconds / SecondsADay)} d {Math.Floor(seconds % SecondsADay / SecondsAnHour)} h"),
        };
    }

    private static IEnumerable<string> Parts(TrainingProgress report, TrainingProgress? lastMeasured)
    {
        yield return Invariant($"epoch {report.Epoch} of {report.Epochs}");
        yield return Invariant($"step {report.Step} of {report.Steps}");
        yield return Invariant($"loss {report.Loss:0.000}");
        yield return Invariant($"training {report.TrainAccuracy:0.0} %");
        if ((report.TestAccuracy ?? lastMeasured?.TestAccuracy) is { } accuracy)
            yield return Invariant($"held-out {accuracy:0.0} %");
        yield return Invariant($"{report.ImagesPerSecond:0} images/s");
        yield return report.Step < report.Steps ? $"{Duration(report.SecondsLeft)} left" : $"done in {Duration(report.Seconds)}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Passes reports on at most a few times a second, so that showing them does not slow the training; those with an accuracy and the last one always.</summary>
internal sealed class SteadyProgress(Action<TrainingProgress> handler, double leastSeconds)
{
    private readonly Stopwatch _sinceLast = new();

    public void Report(TrainingProgress value)
    {
        var isDue = !_sinceLast.IsRunning || _sinceLast.Elapsed.TotalSeconds >= leastSeconds;
        if (!isDue && value.TestAccuracy is null && value.Step < value.Steps)
            return;
        _sinceLast.Restart();
        handler(value);
    }
}
