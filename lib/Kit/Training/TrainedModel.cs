using System.CommandLine;
using VisionAttention.Training;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Training;

/// <summary>Weights with what is needed to use them.</summary>
/// <param name="Weights">The file.</param>
/// <param name="Recipe">The model.</param>
/// <param name="Data">What it was trained on; null where the weights are from elsewhere.</param>
internal sealed record TrainedModel(string Weights, ModelRecipe Recipe, RunData? Data)
{
    /// <summary>A finished run, or a file of weights with the model in words.</summary>
    public static TrainedModel Find(string path, ModelCliOptions? model, ParseResult words, Func<DataRequest> request)
    {
        var weights = Directory.Exists(path) ? RunPlaces.WeightsOf(path) : path;
        if (!File.Exists(weights))
        {
            throw new UsageProblem(
                RunRecord.IsRun(path) ? $"{path} has no weights.safetensors: finish its run with ./kit train --resume --out {path}"
                : Directory.Exists(path) ? $"{path} holds no training run and no weights.safetensors: name a run's folder (./kit runs lists them) or a file of weights"
                : $"{path} does not exist: name a run's folder or a file of weights");
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        if (File.Exists(Path.Combine(folder, ModelRecipe.FileName)))
        {
            if (model?.Given(words) is { } given)
                throw new UsageProblem($"{given} is settled by {ModelRecipe.FileName} beside the weights: leave it out");
            return new TrainedModel(weights, ModelRecipe.Read(folder), RunData.Read(folder));
        }
        if (model is null)
            throw new UsageProblem($"{folder} has no {ModelRecipe.FileName}: name a folder that ./kit train has made");
        var (channels, image, classes) = DataChoice.Kind(request());
        return new TrainedModel(weights, model.Recipe(words, channels, image, classes), Data: null);
    }
}
