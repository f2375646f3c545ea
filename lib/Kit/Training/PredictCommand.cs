using System.CommandLine;
using System.Globalization;
using System.Text;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>kit predict: what a trained model sees in a picture, and where it looks.</summary>
internal static class PredictCommand
{
    private const int Shown = 5;

    public static Command Create(Terminal terminal)
    {
        var image = new Argument<string>("IMAGE") { Description = "A JPEG, PNG, WebP, BMP or GIF file (its first picture). It is turned as its EXIF orientation says (JPEG and WebP), laid on white where it is transparent, and brought to the model's size: as large as covers it, the middle cut out." };
        var run = CliOptions.Text("--run", "DIR", "The folder of a finished run. Default: the run that was finished last.");
        var map = CliOptions.Text("--map", "FILE.png", "Writes the image, and beside it the image under its attention: dark blue least, yellow most. For a Vision Transformer the rollout to the class token, for a resnet the weight that each place receives in the last layer of each group.");
        var top = CliOptions.Whole("--top", "Classes shown. Default: 5.", 1, 100_000);
        var device = new DeviceCliOption();
        var root = CliOptions.Text("--root", "DIR", "The folder whose artifacts/runs are looked through. Default: the nearest with environment.json upwards.");
        var json = CliOptions.Switch("--json", "Prints one JSON object.");
        var command = new Command(
            "predict",
            "Classifies a picture with a trained model: classes with probabilities, and a picture of where it looks.\n"
            + "The picture must be of the kind that the model was trained on: Fashion-MNIST, for example, shows light clothes on black.") { image, run, map, top, device.Option, root, json };
        command.SetAction(parsed =>
        {
            var trained = TrainedModel.Find(
                parsed.GetValue(run) is { } word ? RunPlaces.Find(RunPlaces.All(parsed.GetValue(root)), word) : RunPlaces.NewestFinished(RunPlaces.All(parsed.GetValue(root))),
                model: null, parsed, request: () => throw new UsageProblem("a run is needed"));
            var file = parsed.GetValue(map);
            if (file is not null && !file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                throw new UsageProblem($"--map {file}: the picture is a PNG, so its name must end with .png");
            if (file is not null && !trained.Recipe.Attends)
                throw new UsageProblem($"--map needs attention, and {trained.Recipe.Name} in {Path.GetDirectoryName(trained.Weights)} is convolutional: leave it out, or train with --attention full");
            var path = parsed.GetValue(image)!;
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new UsageProblem($"{path} does not exist: name a picture file");
            var pixels = PictureFile.Read(path, (int)trained.Recipe.Image.Height, (int)trained.Recipe.Image.Width, trained.Recipe.Channels);
            var (probabilities, attention) = Classify(trained, pixels, file is not null, device.Device(parsed));
            if (file is not null)
            {
                var (drawn, height, width) = HeatPicture.Draw(pixels, attention, (int)trained.Recipe.Image.Height, (int)trained.Recipe.Image.Width);
                AtomicFile.Write(file, stream => stream.Write(PictureEncoder.Png(drawn, height, width, channels: 3)));
            }
            var best = probabilities.Select((probability, label) => (Name: trained.Data!.ClassNames[label], Probability: probability))
                .OrderByDescending(entry => entry.Probability).Take((int)(parsed.GetValue(top) ?? Shown)).ToArray();
            terminal.Out.WriteLine(parsed.GetValue(json)
                ? JsonLines.Of(new { kind = "prediction", @class = best[0].Name, probability = best[0].Probability, classes = best.Select(entry => new { entry.Name, entry.Probability }), trained.Weights, map = file })
                : Text(best, file));
            return 0;
        });
        return command;
    }

    private static (float[] Probabilities, float[] Attention) Classify(TrainedModel trained, byte[] pixels, bool maps, Device device)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var recipe = trained.Recipe;
        using var network = recipe.Build();
        ModelWeights.Load(network, trained.Weights);
        network.to(device);
        network.eval();
        using var recorder = maps ? AttentionRecorder.Attach(network) : null;
        var bytes = tensor(pixels, [1, recipe.Channels, recipe.Image.Height, recipe.Image.Width], device: CPU);
        var logits = network.call(trained.Data!.Normalisation().Apply(bytes, device));              // [1, classes]
        var probabilities = logits.to(float64).softmax(1).to(float32).cpu();
        return (probabilities.data<float>().ToArray(), recorder is null ? [] : AttentionMap.Of(recipe, recorder).contiguous().data<float>().ToArray());
    }

    private static string Text((string Name, float Probability)[] best, string? map)
    {
        var text = new StringBuilder();
        var width = best.Max(entry => entry.Name.Length);
        foreach (var (name, probability) in best)
            text.AppendLine(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {100 * probability,6:0.00} %");
        if (map is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"{map} shows where the model looks");
        return text.ToString().TrimEnd();
    }
}
