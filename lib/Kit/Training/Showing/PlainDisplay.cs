using System.Globalization;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Showing;

/// <summary>A line now and then, for a file or a pipe.</summary>
internal sealed class PlainDisplay : ITrainingDisplay
{
    private const double LeastSeconds = 10;

    private readonly TextWriter _out;
    private readonly SteadyProgress _steady;
    private TrainingProgress? _lastMeasured;

    public PlainDisplay(TextWriter output)
    {
        _out = output;
        _steady = new SteadyProgress(report => _out.WriteLine(TrainingStatus.Text(report, _lastMeasured)), LeastSeconds);
    }

    /// <summary>What is said of a run when it begins.</summary>
    public static string Heading(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model)
    {
        var begins = run.Step > 0 ? string.Create(CultureInfo.InvariantCulture, $"goes on after step {run.Step}") : "begins";
        return string.Create(
            CultureInfo.InvariantCulture, $"{recipe.Name} of {model.parameters().Sum(parameter => parameter.numel()):N0} parameters, images of {recipe.Channels}×{recipe.Image}, {recipe.Classes} classes, {begins} in {folder}");
    }

    /// <summary>What is said of a run when it is done.</summary>
    public static IEnumerable<string> Ending(RunRecord record)
    {
        var last = record.Reports.LastOrDefault(report => report.TestAccuracy is not null);
        if (last is not null)
        {
            var best = record.BestAccuracy > last.TestAccuracy ? string.Create(CultureInfo.InvariantCulture, $", best {record.BestAccuracy:0.00} %") : "";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"held-out accuracy {last.TestAccuracy:0.00} %{best}, loss {last.TestLoss:0.0000}, in {TrainingStatus.Duration(last.Seconds)}");
        }
        yield return $"{record.Folder} has weights.safetensors, metrics.csv, confusion.csv and curves.html";
    }

    public T Show<T>(Func<T> work) => work();

    public void Say(string line) => _out.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model) => _out.WriteLine(Heading(folder, recipe, run, model));

    public void Report(TrainingProgress report)
    {
        if (report.TestAccuracy is not null)
            _lastMeasured = report;
        _steady.Report(report);
    }

    public void End(RunRecord record)
    {
        foreach (var line in Ending(record))
            _out.WriteLine(line);
    }
}
