using Spectre.Console;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Showing;

/// <summary>A bar on a terminal that shows loss, accuracy, speed and the time left.</summary>
internal sealed class LiveDisplay(TextWriter output) : ITrainingDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
    private ProgressTask? _bar;
    private TrainingProgress? _lastMeasured;

    public T Show<T>(Func<T> work)
    {
        return _console.Progress().Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            _bar = context.AddTask("preparing", autoStart: true, maxValue: 1);
            return work();
        });
    }

    public void Say(string line) => _console.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model)
    {
        _console.WriteLine(PlainDisplay.Heading(folder, recipe, run, model));
        _bar!.Description = "first steps";
    }

    public void Report(TrainingProgress report)
    {
        if (report.TestAccuracy is not null)
            _lastMeasured = report;
        _bar!.MaxValue = report.Steps;
        _bar.Value = report.Step;
        // Spectre draws the bar itself.
        var text = TrainingStatus.Text(report, _lastMeasured);
        _bar.Description = Markup.Escape(text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    public void End(RunRecord record)
    {
        foreach (var line in PlainDisplay.Ending(record))
            _console.WriteLine(line);
    }
}
