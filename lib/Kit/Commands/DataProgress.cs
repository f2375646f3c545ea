using Spectre.Console;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Commands;

/// <summary>Shows a download: a bar on a terminal, a line each ten percent elsewhere; what is said comes as lines.</summary>
internal sealed class DataProgress : IProgress<DataSetProgress>, IDisposable
{
    private readonly Report _report;
    private TaskCompletionSource? _end;
    private Task? _shown;
    private ProgressContext? _bars;
    private ProgressTask? _bar;
    private string? _file;
    private long _lastTenth;

    /// <summary>Shows on a report's console.</summary>
    public DataProgress(Report report)
    {
        _report = report;
    }

    /// <inheritdoc/>
    public void Report(DataSetProgress value)
    {
        if (value.Text is { } text)
        {
            EndBar();
            _report.Line("     ", "grey", text);
        }
        else if (value is { Received: { } received, Total: { } total } && total > 0)
        {
            Count(value.File, received, total);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => EndBar();

    private void Count(string file, long received, long total)
    {
        if (!_report.IsTerminal)
        {
            var tenth = file == _file ? _lastTenth : 0;
            _file = file;
            _lastTenth = received * 10 / total;
            if (_lastTenth > tenth)
            {
                _report.Line("     ", "grey", $"{file}: {_lastTenth * 10} % of {(total + (1 << 19)) >> 20} MiB");
            }

            return;
        }

        if (_bar is null)
        {
            StartBar(file, total);
        }

        _bar!.Value = received;
    }

    private void StartBar(string file, long total)
    {
        using var ready = new ManualResetEventSlim();
        var end = _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shown = AnsiConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                _bars = bars;
                _bar = bars.AddTask(Markup.Escape(file), maxValue: total);
                ready.Set();
                await end.Task;
            });
        ready.Wait();
    }

    private void EndBar()
    {
        if (_bar is null)
        {
            return;
        }

        _bars!.Refresh();
        _end!.TrySetResult();
        _shown!.GetAwaiter().GetResult();
        _bar = null;
    }
}
