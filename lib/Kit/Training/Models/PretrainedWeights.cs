using System.Globalization;
using VisionAttention.Kit.Training.Runs;
using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Models;

/// <summary>Fills a model with weights that were trained before: all of them, but for a classifier of other classes.</summary>
internal static class PretrainedWeights
{
    /// <summary>Loads a file.</summary>
    /// <param name="model">The network.</param>
    /// <param name="recipe">Its settings.</param>
    /// <param name="path">The file; classes are known where it lies in a run's folder.</param>
    /// <param name="classNames">The classes that are to be learned.</param>
    /// <returns>What was done, in a line.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or of another model.</exception>
    public static string Load(Module<Tensor, Tensor> model, ModelRecipe recipe, string path, IReadOnlyList<string> classNames)
    {
        var hasOtherClasses = HasOtherClasses(model, recipe, path, classNames);
        var report = ModelWeights.Load(model, path, new LoadOptions { Except = hasOtherClasses ? recipe.Head : [] });
        var head = hasOtherClasses ? "; the classifier is new, as the classes are others" : "";
        var notes = report.Notes.Count > 0 ? $"; {string.Join("; ", report.Notes)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Loaded.Count} weights from {path}{head}{notes}");
    }

    private static bool HasOtherClasses(Module<Tensor, Tensor> model, ModelRecipe recipe, string path, IReadOnlyList<string> classNames)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (File.Exists(Path.Combine(folder, ModelRecipe.FileName)))
            return !RunData.Read(folder).ClassNames.SequenceEqual(classNames);
        // A file from elsewhere tells its number of classes by the classifier's shape.
        using var file = WeightFile.Open(path);
        var bias = model.named_parameters().First(entry => recipe.Head.Any(part => entry.name == $"{part}.bias"));
        return file.Contains(bias.name) && file.Shape(bias.name)[0] != classNames.Count;
    }
}
