using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using VisionAttention.Tensors;
using VisionAttention.Training;
using VisionAttention.Training.Runs;
using VisionAttention.Weights;

namespace VisionAttention.Kit.Training;

/// <summary>kit evaluate: how trained weights do on held-out images.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A run's folder, or a file of weights of the model that --model names." };
        var (model, data, device) = (new ModelCliOptions(), new DataCliOptions(), new DeviceCliOption());
        var key = FinetuneCommand.NetworkOption();
        var confusion = CliOptions.Text("--confusion", "FILE.csv", "Also writes the counts, a row for each true class and a column for each predicted one.");
        var batchSize = CliOptions.Whole("--batch-size", "Images at a time. Default: 50.", 1, 1 << 20);
        var json = CliOptions.Switch("--json", "Prints one JSON object.");
        var command = new Command("evaluate", "Measures top-1 and top-5 accuracy and the loss of trained weights on held-out images.\nA run brings its model and data; --data names others: a folder of some or all of its classes, or of as many.") { path };
        foreach (var option in (IEnumerable<Option>)[.. data.Options, .. model.Options, key, confusion, batchSize, device.Option, json])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var trained = TrainedModel.Find(parsed.GetValue(path)!, model, parsed, () => data.Request(parsed));
            var request = data.Request(parsed, trained.Data?.Request);
            if (trained.Data is not null)
                request = DataChoice.As(request, trained.Recipe);
            var where = device.Device(parsed);
            var loaded = DataChoice.Load(data.Root(parsed) ?? DataSetManifest.FindRoot(), request, trained.Data?.ClassNames);
            var recipe = trained.Data is null ? trained.Recipe.For(loaded.Test.Channels, loaded.Image, loaded.Test.ClassNames.Count) : trained.Recipe;
            if (recipe.Channels != loaded.Test.Channels)
                throw new ArgumentException($"the model is for images of {Counted.Text(recipe.Channels, "channel")}, {request.Name} gives {loaded.Test.Channels}. Fix: name other images with --data, such as a folder, which is read in as many as the model has");
            if (recipe.Classes != loaded.Test.ClassNames.Count)
                throw new ArgumentException($"the model is for {Counted.Text(recipe.Classes, "class")}, {request.Name} has {loaded.Test.ClassNames.Count}. Fix: ./kit finetune can teach it the new classes");
            using var network = recipe.Build();
            var report = ModelWeights.Load(network, trained.Weights, new LoadOptions { Root = parsed.GetValue(key), Classifier = recipe.Head });
            if (report.OtherClassifier is { } other)
                throw new ArgumentException($"{trained.Weights} has no classifier for the {Counted.Text(recipe.Classes, "class")} of {request.Name} (it has {other}). Fix: ./kit finetune --from {trained.Weights} begins a new one");
            foreach (var note in report.Notes)
                terminal.Error.WriteLine($"note: {note}");
            network.to(where);
            using var fused = network is AttentionResNet resnet ? FuseConvNorm.Apply(resnet) : null;
            var watch = Stopwatch.StartNew();
            var result = Evaluation.Of(
                fused ?? network, loaded.Test, trained.Data?.Normalisation() ?? loaded.Normalisation, where, (int)(parsed.GetValue(batchSize) ?? 50), terminal.Cancellation);
            if (parsed.GetValue(confusion) is { } file)
            {
                var table = RunFiles.ConfusionTable(result.Confusion, loaded.Test.ClassNames) + Environment.NewLine;
                AtomicFile.WriteText(file, table);
            }
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(result, trained, request, loaded.Test) : Text(result, loaded.Test, watch.Elapsed.TotalSeconds));
            return 0;
        });
        return command;
    }

    private static string Json(Evaluation result, TrainedModel trained, DataRequest request, IImageSource test)
    {
        return JsonLines.Of(new
        {
            kind = "evaluation", trained.Weights, model = trained.Recipe.Name, data = request.Name, images = test.Count,
            top1 = result.Accuracy, top5 = result.Top5Accuracy, result.Loss,
            classes = test.ClassNames.Select((name, label) => new { name, images = Row(result, label).Sum(), right = result.Confusion[label, label] }),
        });
    }

    private static string Text(Evaluation result, IImageSource test, double seconds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"top-1 {result.Accuracy:0.00} %");
        if (result.Top5Accuracy is { } top5)
            text.Append(CultureInfo.InvariantCulture, $", top-5 {top5:0.00} %");
        text.AppendLine(CultureInfo.InvariantCulture, $", loss {result.Loss:0.0000}, on {Counted.Text(test.Count, "image")} in {TrainingStatus.Duration(seconds)}");
        var width = test.ClassNames.Max(name => name.Length);
        for (var label = 0; label < test.ClassNames.Count; label++)
        {
            var (images, right) = (Row(result, label).Sum(), result.Confusion[label, label]);
            if (images > 0)
                text.AppendLine(CultureInfo.InvariantCulture, $"{test.ClassNames[label].PadRight(width)}  {100.0 * right / images,6:0.0} % of {images}");
        }
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<long> Row(Evaluation result, int label) =>
        Enumerable.Range(0, result.Confusion.GetLength(1)).Select(column => result.Confusion[label, column]);
}
