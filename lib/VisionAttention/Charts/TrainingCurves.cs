using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

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
    /// <exception cref="ArgumentException">A batch size below 1, no runs, or a loss or an accuracy that is not finite.</exception>
    public static GenericChart Of(int batchSize, params (string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RequireBatch(batchSize);
        ChartRules.Some(runs.Length, "runs");
        foreach (var (name, reports) in runs)
        {
            ArgumentNullException.ThrowIfNull(reports);
            foreach (var report in reports)
            {
                if (!double.IsFinite(report.Loss) || !double.IsFinite(report.TestAccuracy ?? 0))
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"run {name} has a loss of {report.Loss} and a held-out accuracy of {report.TestAccuracy} at step {report.Step}: only finite numbers can be drawn"));
            }
        }
        return Drawn(batchSize, runs);
    }

    internal static void RequireBatch(int batchSize)
    {
        if (batchSize < 1)
            throw new ArgumentException($"batchSize {batchSize} is not above 0");
    }

    internal static GenericChart Drawn(int batchSize, IReadOnlyList<(string Name, IReadOnlyList<TrainingProgress> Reports)> runs)
    {
        var losses = new List<GenericChart>();
        var accuracies = new List<GenericChart>();
        foreach (var (name, reports) in runs)
        {
            var (colour, dash) = (Palette.Line(losses.Count), Palette.Dash(losses.Count));
            var group = $"run {losses.Count}";
            var (seen, loss) = Points(reports, batchSize, report => report.Loss, digits: 4);
            losses.Add(Chart.Line<double, double, string>(seen, loss, Name: name, LineColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
            var (measured, accuracy) = Points(reports.Where(report => report.TestAccuracy is not null), batchSize, report => report.TestAccuracy!.Value, digits: 2);
            accuracies.Add(Chart.Line<double, double, string>(
                measured, accuracy, ShowMarkers: measured.Length <= MostPoints / 4, Name: name, ShowLegend: false, LineColor: colour, MarkerColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
        }
        return Chart.Grid([Axes(losses, "training loss, nats"), Axes(accuracies, "held-out accuracy, %")], 1, 2, XGap: 0.2)
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0, Y: 1.04, YAnchor: StyleParam.YAnchorPosition.Bottom)
            .CourseLook(width: 900, height: 380);
    }

    private static GenericChart Axes(List<GenericChart> lines, string title)
    {
        return Chart.Combine(lines)
            .WithXAxisStyle<double, double, string>(TitleText: "training images seen, thousands", ShowGrid: true)
            .WithYAxisStyle<double, double, string>(TitleText: title, ShowGrid: true);
    }

    private static (double[] X, double[] Y) Points(IEnumerable<TrainingProgress> reports, int batchSize, Func<TrainingProgress, double> value, int digits)
    {
        var drawn = reports.Where(report => double.IsFinite(value(report))).ToArray();
        var (x, y) = LineThinning.Means(
            Array.ConvertAll(drawn, report => report.Step * batchSize / 1000.0), Array.ConvertAll(drawn, report => value(report)), MostPoints);
        return (x, Array.ConvertAll(y, number => Math.Round(number, digits)));
    }
}

/// <summary>Training curves that grow while a network trains: give it to the trainer as its progress.</summary>
/// <remarks>
/// <para>
/// It draws empty axes when it is made, then at most four times a second, on the thread that reports. A report that comes too early waits
/// for the next one; the last report of a run is drawn at once, and <see cref="Finish"/> draws what still waits when a run ends early. With
/// <c>using</c> that happens also when the run throws.
/// </para>
/// <para>Lines are thinned as in <see cref="TrainingCurves"/>, so that drawing costs the same after a million reports. A loss that is not
/// finite is left out and the name of the line says so: a picture must not end a training.</para>
/// </remarks>
public sealed class LiveTrainingCurves : IProgress<TrainingProgress>, IDisposable
{
    private readonly Lock _turn = new();
    private readonly List<TrainingProgress> _reports = [];
    private readonly int _batchSize;
    private readonly string _name;
    private readonly Action<GenericChart> _show;
    private readonly (string Name, IReadOnlyList<TrainingProgress> Reports)[] _earlier;
    private readonly TimeProvider _clock;
    private long _shownAt;
    private bool _waits;
    private long? _brokenStep;

    /// <summary>Draws the axes, and the runs to compare with.</summary>
    /// <param name="batchSize">Images in a step, so that the x axis counts images.</param>
    /// <param name="name">The run's name in the legend.</param>
    /// <param name="show">Shows a chart in the place of the one before, on any display.</param>
    /// <param name="earlier">Finished runs to compare with, drawn first; null for none.</param>
    /// <param name="clock">Measures the pauses; null for the machine's.</param>
    /// <exception cref="ArgumentException">A batch size below 1, an empty name, or an earlier run that cannot be drawn.</exception>
    public LiveTrainingCurves(
        int batchSize,
        string name,
        Action<GenericChart> show,
        IReadOnlyList<(string Name, IReadOnlyList<TrainingProgress> Reports)>? earlier = null,
        TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(show);
        TrainingCurves.RequireBatch(batchSize);
        ChartRules.Text(name, nameof(name), "say which run this is");
        (_batchSize, _name, _show, _earlier, _clock) = (batchSize, name, show, [.. earlier ?? []], clock ?? TimeProvider.System);
        if (_earlier.Length > 0)
            TrainingCurves.Of(batchSize, _earlier);
        Draw();
    }

    /// <summary>The shortest time between two drawings: a quarter of a second.</summary>
    public static TimeSpan ShortestPause { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The reports so far, in order.</summary>
    public IReadOnlyList<TrainingProgress> Reports
    {
        get
        {
            lock (_turn)
                return [.. _reports];
        }
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

    /// <summary>Draws what still waits; more reports may follow.</summary>
    public void Finish()
    {
        lock (_turn)
        {
            if (_waits)
                Draw();
        }
    }

    /// <summary>The same as <see cref="Finish"/>, for <c>using</c>.</summary>
    public void Dispose()
    {
        Finish();
    }

    private void Draw()
    {
        var name = _brokenStep is { } step ? $"{_name} (loss not finite from step {step})" : _name;
        // Before it is shown: a display that throws is not asked again for the same reports.
        _waits = false;
        _show(TrainingCurves.Drawn(_batchSize, [.. _earlier, (name, _reports)]));
        // The pause begins when the display is done, so that a slow one does not eat the training's time.
        _shownAt = _clock.GetTimestamp();
    }
}
