using System.Globalization;
using System.Net;

namespace VisionAttention.Training;

/// <summary>One line on how far a run has come, for a notebook or a terminal to write over itself.</summary>
public static class TrainingStatus
{
    private const int BarCells = 24;
    private const double SecondsAMinute = 60;
    private const double SecondsAnHour = 3600;
    private const double SecondsADay = 86400;

    /// <summary>Bar, epoch, loss, accuracies, speed and time left as plain text.</summary>
    /// <param name="report">The last report.</param>
    /// <param name="lastMeasured">The last report with an accuracy on held-out images; null where there is none yet.</param>
    public static string Text(TrainingProgress report, TrainingProgress? lastMeasured = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var done = (int)(BarCells * report.Step / Math.Max(1, report.Steps));
        return $"{new string('█', done)}{new string('░', BarCells - done)} {string.Join(" · ", Parts(report, lastMeasured))}";
    }

    /// <summary>The same as HTML, with a bar that a browser draws.</summary>
    /// <param name="report">The last report.</param>
    /// <param name="lastMeasured">The last report with an accuracy on held-out images; null where there is none yet.</param>
    public static string Html(TrainingProgress report, TrainingProgress? lastMeasured = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"<div><progress value=\"{report.Step}\" max=\"{report.Steps}\" style=\"width:16em\"></progress> "
            + $"<span>{WebUtility.HtmlEncode(string.Join(" · ", Parts(report, lastMeasured)))}</span></div>";
    }

    /// <summary>A length of time in words that fit a line.</summary>
    /// <param name="seconds">0 or more.</param>
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

    private static string Invariant(FormattableString text)
    {
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
