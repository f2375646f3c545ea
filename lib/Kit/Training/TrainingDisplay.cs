using System.Globalization;
using Spectre.Console;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;
using VisionAttention.Training.Runs;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training;

/// <summary>A line now and then, for a file or a pipe.</summary>
internal sealed class PlainDisplay : ITrainingDisplay
{
    private const double LeastSeconds = 10;
    private const int MostClasses = 10;
    private const int FewImages = 100;

    private readonly TextWriter _out;
    private readonly SteadyProgress _steady;
    private TrainingProgress? _lastMeasured;
    private long? _heldOut;

    public PlainDisplay(TextWriter output)
    {
        _out = output;
        _steady = new SteadyProgress(report => _out.WriteLine(TrainingStatus.Text(report, _lastMeasured)), LeastSeconds);
    }

    /// <summary>What is said of a run when it begins.</summary>
    public static string Heading(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model, LoadedData data)
    {
        var begins = run.Step > 0 ? string.Create(CultureInfo.InvariantCulture, $"goes on after step {run.Step}") : "begins";
        return string.Create(
            CultureInfo.InvariantCulture, $"{recipe.Name} of {model.parameters().Sum(parameter => parameter.numel()):N0} parameters, images of {recipe.Channels}×{recipe.Image}, {Counted.Text(recipe.Classes, "class")} ({Classes(data.Train.ClassNames)}), {begins} in {folder}");
    }

    /// <summary>What is said of a run when it is done; of how few images an accuracy is, where they are known and few.</summary>
    public static IEnumerable<string> Ending(RunRecord record, long? heldOut)
    {
        var last = record.Reports.LastOrDefault(report => report.TestAccuracy is not null);
        if (last is not null)
        {
            var of = heldOut < FewImages ? $" of {Counted.Text(heldOut.Value, "image")}" : "";
            var best = record.BestAccuracy > last.TestAccuracy ? string.Create(CultureInfo.InvariantCulture, $", best {record.BestAccuracy:0.00} %") : "";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"held-out accuracy {last.TestAccuracy:0.00} %{of}{best}, loss {last.TestLoss:0.0000}, in {TrainingStatus.Duration(last.Seconds)}");
        }
        yield return $"{record.Folder} has weights.safetensors, metrics.csv, confusion.csv and curves.html";
    }

    private static string Classes(IReadOnlyList<string> names) =>
        FileErrors.Path(string.Join(", ", names.Take(MostClasses)) + (names.Count > MostClasses ? $" and {names.Count - MostClasses} more" : ""));

    public T Show<T>(Func<T> work) => work();

    public void Say(string line) => _out.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model, LoadedData data)
    {
        _heldOut = data.Test.Count;
        _out.WriteLine(Heading(folder, recipe, run, model, data));
    }

    public void Report(TrainingProgress report)
    {
        if (report.TestAccuracy is not null)
            _lastMeasured = report;
        _steady.Report(report);
    }

    public void End(RunRecord record)
    {
        foreach (var line in Ending(record, _heldOut))
            _out.WriteLine(line);
    }
}

/// <summary>Shows how a run goes.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Does the work while the display is up.</summary>
    T Show<T>(Func<T> work);

    /// <summary>A line beside the progress.</summary>
    void Say(string line);

    /// <summary>The run begins, or goes on.</summary>
    void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model, LoadedData data);

    /// <summary>The run has come further.</summary>
    void Report(TrainingProgress report);

    /// <summary>The run is done.</summary>
    void End(RunRecord record);
}

/// <summary>One JSON object a line: begin, each report, result. What is said beside goes to the errors.</summary>
internal sealed class JsonDisplay(TextWriter output, TextWriter error) : ITrainingDisplay
{
    public T Show<T>(Func<T> work) => work();

    public void Say(string line) => error.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model, LoadedData data) =>
        Write(new { kind = "begin", folder, model = recipe.Name, parameters = model.parameters().Sum(parameter => parameter.numel()), run.Step });

    public void Report(TrainingProgress report)
    {
        Write(new
        {
            kind = "report", report.Step, report.Steps, report.Epoch, report.Epochs, report.Images, report.Loss, report.TrainAccuracy, report.TestAccuracy,
            report.TestTop5Accuracy, report.TestLoss, report.LearningRate, report.ImagesPerSecond, report.Seconds, report.SecondsLeft,
        });
    }

    public void End(RunRecord record)
    {
        var last = record.Reports.LastOrDefault(report => report.TestAccuracy is not null);
        Write(new
        {
            kind = "result", record.Folder, record.IsFinished, top1 = last?.TestAccuracy, top5 = last?.TestTop5Accuracy, loss = last?.TestLoss, best = record.BestAccuracy,
            last?.Seconds, weights = Path.Combine(record.Folder, "weights.safetensors"),
        });
    }

    private void Write(object value)
    {
        output.WriteLine(JsonLines.Of(value));
        output.Flush();
    }
}

/// <summary>A bar on a terminal that shows loss, accuracy, speed and the time left.</summary>
internal sealed class LiveDisplay(TextWriter output) : ITrainingDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
    private ProgressTask? _bar;
    private TrainingProgress? _lastMeasured;
    private long? _heldOut;

    public T Show<T>(Func<T> work)
    {
        return _console.Progress().Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            _bar = context.AddTask("preparing", autoStart: true, maxValue: 1);
            return work();
        });
    }

    public void Say(string line) => _console.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model, LoadedData data)
    {
        _heldOut = data.Test.Count;
        _console.WriteLine(PlainDisplay.Heading(folder, recipe, run, model, data));
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
        foreach (var line in PlainDisplay.Ending(record, _heldOut))
            _console.WriteLine(line);
    }
}
