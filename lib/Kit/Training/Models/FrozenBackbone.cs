using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Models;

/// <summary>Keeps everything but a model's classifier as it is: weights, running statistics, and no dropout.</summary>
/// <remarks>Batch norms stay in evaluation mode: in training mode they would norm by the batch and change their running statistics, though no
/// weight of theirs is trained. The trainer puts the whole model into training mode, so each forward pass sets the backbone back.</remarks>
internal sealed class FrozenBackbone : IDisposable
{
    private readonly Action _remove;

    private FrozenBackbone(Action remove)
    {
        _remove = remove;
    }

    /// <summary>Freezes a model.</summary>
    /// <param name="model">It is changed: its other weights no longer ask for gradients.</param>
    /// <param name="head">The names of the classifier's layers.</param>
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

    public void Dispose()
    {
        _remove();
    }

    private static bool IsHead(string name, IReadOnlyList<string> head)
    {
        return head.Any(part => name == part || name.StartsWith(part + ".", StringComparison.Ordinal));
    }
}
