using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using VisionAttention.Tensors;
using VisionAttention.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Lessons;

/// <summary>Loss and accuracy while networks train.</summary>
/// <remarks>
/// A line holds 400 points at most. Longer runs are thinned: a point is then the mean of several reports that follow each other, at the mean
/// of their places; the last report stays as it is.
/// </remarks>
public static class TrainingCurves
{
    internal const int MostPoints = 400;

    /// <summary>Two charts side by side: training loss, and accuracy on held-out images.</summary>
    /// <param name="batchSize">Images in a step, so that the x axis counts images.</param>
    /// <param name="runs">A name and the reports of each run, in order; runs that have not begun may be empty.</param>
    public static GenericChart Of(int batchSize, params (string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        CheckBatch(batchSize);
        ChartRules.Some(runs.Length, "runs");
        foreach (var (name, reports) in runs)
        {
            if (reports.FirstOrDefault(report => !double.IsFinite(report.Loss) || !double.IsFinite(report.TestAccuracy ?? 0)) is { } bad)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"run {name} has a loss of {bad.Loss} and a held-out accuracy of {bad.TestAccuracy} at step {bad.Step}: only finite numbers can be drawn"));
        }
        return Draw(batchSize, runs);
    }

    internal static void CheckBatch(int batchSize) => Require.AboveZero(batchSize, "batchSize");

    internal static GenericChart Draw(int batchSize, params (string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        var (losses, accuracies) = (new List<GenericChart>(), new List<GenericChart>());
        foreach (var (index, (name, reports)) in runs.Index())
        {
            var (colour, dash, group) = (Palette.Line(index), Palette.Dash(index), $"run {index}");
            var (seen, loss) = Points(reports, batchSize, report => report.Loss, digits: 4);
            losses.Add(Chart.Line<double, double, string>(seen, loss, Name: name, LineColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
            var (measured, accuracy) = Points(reports, batchSize, report => report.TestAccuracy ?? double.NaN, digits: 2);
            accuracies.Add(Chart.Line<double, double, string>(
                measured, accuracy, ShowMarkers: measured.Length <= MostPoints / 4, Name: name, ShowLegend: false, LineColor: colour, MarkerColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
        }
        const string Seen = "training images seen, thousands";
        var rows = ChartLook.LegendRows(800, runs.Select(run => run.Name));
        return Chart.Grid(
                [Chart.Combine(losses).Axes(Seen, "training loss, nats"), Chart.Combine(accuracies).Axes(Seen, "held-out accuracy, %", yRange: Percent(runs))], 1, 2, XGap: 0.2)
            .LegendAbove(1.04)
            .CourseLook(width: 900, height: 380 + ChartLook.LegendRow * (rows - 1))
            .WithLegendRows(rows);
    }

    // Percent end at 100; they begin at the ten below the lowest.
    private static Tuple<double, double> Percent((string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        var lowest = runs.SelectMany(run => run.Reports).Select(report => report.TestAccuracy ?? double.NaN).Where(double.IsFinite).DefaultIfEmpty(0).Min();
        return Tuple.Create(Math.Clamp(10 * Math.Floor(lowest / 10), 0, 90), 100.0);
    }

    // Reports without a number are left out.
    private static (double[] X, double[] Y) Points(IReadOnlyList<TrainingProgress> reports, int batchSize, Func<TrainingProgress, double> value, int digits)
    {
        var drawn = reports.Where(report => double.IsFinite(value(report))).ToArray();
        var (x, y) = Thinned(Array.ConvertAll(drawn, report => report.Step * batchSize / 1000.0), Array.ConvertAll(drawn, report => value(report)));
        return (x, Array.ConvertAll(y, number => Math.Round(number, digits)));
    }

    // Means over stretches of equally many points; the last point stays as it is.
    private static (double[] X, double[] Y) Thinned(double[] x, double[] y)
    {
        if (x.Length <= MostPoints)
            return (x, y);
        var stretch = (x.Length - 1 + MostPoints - 2) / (MostPoints - 1);
        double[] Means(double[] values) => [.. values[..^1].Chunk(stretch).Select(part => part.Average()), values[^1]];
        return (Means(x), Means(y));
    }
}

/// <summary>Training curves that grow while a network trains: give it to the trainer as its progress.</summary>
/// <remarks>
/// <para>
/// It draws empty axes when it is made, then at most four times a second, on the thread that reports. A report that comes too early waits
/// for the next one; the last report of a run is drawn at once, and <see cref="Dispose"/> draws what still waits when a run ends early. With
/// <c>using</c> that happens also when the run throws.
/// </para>
/// <para>Lines are thinned as in <see cref="TrainingCurves"/>, so that drawing costs the same after a million reports. A loss that is not
/// finite is left out and the name of the line says so: a picture must not end a training.</para>
/// </remarks>
public sealed class LiveTrainingCurves : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _turn = new();
    private readonly List<TrainingProgress> _reports = [];
    private readonly int _batchSize;
    private readonly string _name;
    private readonly Action<GenericChart> _show;
    private readonly TimeProvider _clock;
    private long _shownAt;
    private bool _waits;
    private long? _brokenStep;

    /// <summary>Draws the axes.</summary>
    /// <param name="batchSize">Images in a step, so that the x axis counts images.</param>
    /// <param name="name">The run's name in the legend.</param>
    /// <param name="show">Shows a chart in the place of the one before, on any display.</param>
    /// <param name="clock">Measures the pauses; null for the machine's.</param>
    public LiveTrainingCurves(int batchSize, string name, Action<GenericChart> show, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(show);
        TrainingCurves.CheckBatch(batchSize);
        ChartRules.Text(name, nameof(name), "say which run this is");
        (_batchSize, _name, _show, _clock) = (batchSize, name, show, clock ?? TimeProvider.System);
        Draw();
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_turn)
        {
            _reports.Add(value);
            _waits = true;
            if (!double.IsFinite(value.Loss))
                _brokenStep ??= value.Step;
            if (value.Step >= value.Steps || _clock.GetElapsedTime(_shownAt) >= ShortestPause)
                Draw();
        }
    }

    /// <summary>Draws what still waits.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_waits)
                Draw();
        }
    }

    private void Draw()
    {
        var name = _brokenStep is { } step ? $"{_name} (loss not finite from step {step})" : _name;
        // Before it is shown: a display that throws is not asked again for the same reports.
        _waits = false;
        _show(TrainingCurves.Draw(_batchSize, (name, _reports)));
        // The pause begins when the display is done, so that a slow one does not eat the training's time.
        _shownAt = _clock.GetTimestamp();
    }
}
