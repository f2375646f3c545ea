using System.Globalization;
using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training;

/// <summary>Fills a model with weights that were trained before: all of them, but for a classifier of other classes.</summary>
internal static class PretrainedWeights
{
    /// <summary>Loads a file, or one of its networks.</summary>
    public static string Load(Module<Tensor, Tensor> model, ModelRecipe recipe, string path, string? key, IReadOnlyList<string> classNames)
    {
        var hasOtherClasses = HasOtherClasses(path, classNames);
        var report = ModelWeights.Load(model, path, new LoadOptions { Except = hasOtherClasses ? recipe.Head : [], Classifier = hasOtherClasses ? [] : recipe.Head, Root = key });
        var head = hasOtherClasses ? "; the classifier is new, as the classes are others" : "";
        var notes = report.Notes.Count > 0 ? $"; {string.Join("; ", report.Notes)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Loaded.Count} weights from {path}{head}{notes}");
    }

    // A run tells the names of its classes. A file from elsewhere has only the classifier's shape.
    private static bool HasOtherClasses(string path, IReadOnlyList<string> classNames)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return File.Exists(Path.Combine(folder, ModelRecipe.FileName)) && !RunData.Read(folder).ClassNames.SequenceEqual(classNames);
    }
}

/// <summary>Keeps everything but a model's classifier as it is: weights, running statistics, and no dropout.</summary>
/// <remarks>Batch norms stay in evaluation mode: in training mode they would norm by the batch and change their running statistics, though no
/// weight of theirs is trained. The trainer puts the whole model into training mode, so each forward pass sets the backbone back.</remarks>
internal sealed class FrozenBackbone : IDisposable
{
    private readonly Action _remove;

    private FrozenBackbone(Action remove) => _remove = remove;

    /// <summary>Freezes a model.</summary>
    public static FrozenBackbone Of(Module<Tensor, Tensor> model, IReadOnlyList<string> head)
    {
        foreach (var (name, parameter) in model.named_parameters())
            parameter.requires_grad = IsHead(name, head);
        var children = model.named_children().Where(child => !IsHead(child.name, head)).Select(child => child.module).ToList();
        var hook = model.register_forward_pre_hook((_, images) =>
        {
            foreach (var child in children)
                child.eval();
            return images;
        });
        return new FrozenBackbone(hook.remove);
    }

    public void Dispose() => _remove();

    private static bool IsHead(string name, IReadOnlyList<string> head) =>
        head.Any(part => name == part || name.StartsWith(part + ".", StringComparison.Ordinal));
}
