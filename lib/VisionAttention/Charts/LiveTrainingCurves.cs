using Plotly.NET;
using VisionAttention.Training;

namespace VisionAttention.Charts;

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
