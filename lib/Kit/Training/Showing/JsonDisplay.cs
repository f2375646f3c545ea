using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Showing;

/// <summary>One JSON object a line: begin, each report, result. What is said beside goes to the errors.</summary>
internal sealed class JsonDisplay(TextWriter output, TextWriter error) : ITrainingDisplay
{
    public T Show<T>(Func<T> work) => work();

    public void Say(string line) => error.WriteLine(line);

    public void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model)
    {
        Write(new { kind = "begin", folder, model = recipe.Name, parameters = model.parameters().Sum(parameter => parameter.numel()), run.Step });
    }

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
