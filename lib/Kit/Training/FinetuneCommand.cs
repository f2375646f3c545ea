using System.CommandLine;
using VisionAttention.Kit.Platform;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training;

/// <summary>kit finetune: a run that begins with weights that were trained before.</summary>
internal static class FinetuneCommand
{
    public static Command Create(Terminal terminal)
    {
        var words = new TrainCliOptions();
        var from = CliOptions.Text("--from", "FILE", "Weights to begin with: a run's folder, or a .safetensors, .npz, .pt, .pth, .weights.h5, .keras or .onnx file of a model that --model names.");
        var key = NetworkOption();
        var freeze = CliOptions.OneOf("--freeze", "backbone: only the classifier is trained; the other weights and the statistics of the batch norms stay. Default: none.", "none", "backbone");
        var command = new Command(
            "finetune",
            "Trains a model on from weights that were trained before, on other images if wanted.\n"
            + "The classifier begins anew where the classes are others or the file has none; every other weight must fit. The rest is as in train.") { from, key, freeze };
        words.AddTo(command);
        command.SetAction(parsed =>
        {
            var freezes = parsed.GetValue(freeze) == "backbone";
            if (words.Existing(parsed) is { } folder)
            {
                var request = words.Continue(parsed, folder);
                var contradiction = parsed.GetValue(from) is { } other && request.From != Weights(other) ? $"--from {other}"
                    : parsed.GetValue(key) is { } network && request.Key != network ? $"--key {network}"
                    : parsed.GetValue(freeze) is { } word && request.FreezesBackbone != freezes ? $"--freeze {word}"
                    : null;
                if (contradiction is not null)
                    throw new UsageProblem($"{contradiction} contradicts the run in {folder}: leave it out to go on with that run, or begin another with --out");
                return TrainCommand.Run(request, parsed, words, terminal);
            }
            var weights = Weights(parsed.GetValue(from) ?? throw new UsageProblem("--from is missing: name a run's folder or a file of weights"));
            var beside = Path.GetDirectoryName(weights)!;
            var recipe = File.Exists(Path.Combine(beside, ModelRecipe.FileName)) ? ModelRecipe.Read(beside) : null;
            return TrainCommand.Run(words.Begin(parsed, recipe, weights, parsed.GetValue(key), freezes), parsed, words, terminal);
        });
        return command;
    }

    /// <summary>The option that says which network of a file is meant.</summary>
    public static Option<string?> NetworkOption() => CliOptions.Text("--key", "NAME",
        "Which weights of the file, where it holds several networks: the dictionary, or the beginning of the names, such as state_dict_ema or teacher. Default: the only one that fits the model.");

    private static string Weights(string word)
    {
        var path = Path.GetFullPath(Directory.Exists(word) ? RunPlaces.WeightsOf(word) : word);
        return File.Exists(path) ? path : throw new UsageProblem($"--from {word}: {path} does not exist; a run that is not finished has no weights yet");
    }
}
