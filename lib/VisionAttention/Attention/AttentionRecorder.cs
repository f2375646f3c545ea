using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Keeps the attention weights of a model's local self-attention layers while it runs; dispose it to let go of the model.</summary>
/// <remarks>
/// It hooks on to the layers and computes the weights from their inputs once more, so the model's own path is untouched. While it is
/// attached a forward pass costs about two.
/// </remarks>
public sealed class AttentionRecorder : IDisposable
{
    private readonly List<Module<Tensor, Tensor>.HookRemover> _hooks = [];
    private readonly Dictionary<string, Tensor> _weights = [];

    private AttentionRecorder()
    {
    }

    /// <summary>The weights of the last forward pass by layer name: [B, Heads, H, W, K, K] each.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Starts to record every local self-attention layer of a model.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    public static AttentionRecorder Attach(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var recorder = new AttentionRecorder();
        foreach (var (name, module) in model.named_modules())
        {
            if (module is LocalSelfAttention layer)
                recorder._hooks.Add(layer.register_forward_hook((_, input, output) => recorder.Record(name, layer, input, output)));
        }
        if (recorder._hooks.Count == 0)
            throw new ArgumentException($"{model.GetName()} has no local self-attention layer to record");
        return recorder;
    }

    /// <summary>Detaches from the model and releases the weights.</summary>
    public void Dispose()
    {
        foreach (var hook in _hooks)
            hook.remove();
        _hooks.Clear();
        Clear();
    }

    private Tensor Record(string name, LocalSelfAttention layer, Tensor input, Tensor output)
    {
        using var gradOff = no_grad();
        var (repeated, weights) = layer.ForwardWithWeights(input);
        repeated.Dispose();
        if (_weights.Remove(name, out var previous))
            previous.Dispose();
        _weights[name] = weights.DetachFromDisposeScope();
        return output;
    }

    private void Clear()
    {
        foreach (var weights in _weights.Values)
            weights.Dispose();
        _weights.Clear();
    }
}
