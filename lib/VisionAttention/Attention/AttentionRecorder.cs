using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Attention;

/// <summary>Keeps the attention weights of a layer or of all of a model's layers while it runs; dispose it to let go of the model.</summary>
/// <remarks>
/// The model's parameters, outputs and mode are not touched. A layer that would take a path without weights takes the one with weights
/// while it is recorded; <see cref="Notes"/> says which do. The numbers of the two paths agree up to rounding.
/// </remarks>
public sealed class AttentionRecorder : IDisposable
{
    private readonly List<(IObservedAttention Layer, Action<Tensor> Observer)> _observed = [];
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly List<string> _names = [];
    private readonly List<string> _notes = [];
    private readonly bool _keepsGraph;

    private AttentionRecorder(bool keepsGraph) => _keepsGraph = keepsGraph;

    /// <summary>
    /// The weights of the last forward pass by layer name: [B, H, N, N] of global attention, [B, Heads, H, W, K, K] of local attention,
    /// [B, Heads, H / s, W / s, s², s²] of an attention stem with blocks of side s.
    /// They belong to the recorder, which releases them at the layer's next pass and when it is disposed.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>The recorded layers' weights of the last forward pass in the order of the model, first layer first.</summary>
    public IReadOnlyList<Tensor> InOrder => [.. _names.Where(_weights.ContainsKey).Select(name => _weights[name])];

    /// <summary>One line for each layer whose path differs from its usual one while it is recorded.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Starts to record every attention layer of a model, or one layer.</summary>
    /// <param name="model">The model or layer; it is not changed.</param>
    /// <param name="keepsGraph">Whether the weights keep their graph, as a penalty on them in the loss needs; otherwise they are detached.</param>
    /// <exception cref="ArgumentException">The model has no attention layer.</exception>
    public static AttentionRecorder Attach(Module model, bool keepsGraph = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var recorder = new AttentionRecorder(keepsGraph);
        if (model is IObservedAttention single)
            recorder.Observe(model.GetName(), single);
        foreach (var (name, module) in model.named_modules())
        {
            if (module is IObservedAttention layer && !ReferenceEquals(module, model))
                recorder.Observe(name, layer);
        }
        if (recorder._observed.Count == 0)
            throw new ArgumentException($"{model.GetName()} has no attention layer to record");
        return recorder;
    }

    /// <summary>Detaches from the model and releases the weights.</summary>
    public void Dispose()
    {
        foreach (var (layer, observer) in _observed)
            layer.Observer -= observer;
        _observed.Clear();
        foreach (var weights in _weights.Values)
            weights.Dispose();
        _weights.Clear();
    }

    private void Observe(string name, IObservedAttention layer)
    {
        void Keep(Tensor weights)
        {
            if (_weights.Remove(name, out var previous))
                previous.Dispose();
            _weights[name] = (_keepsGraph ? weights.alias() : weights.detach()).DetachFromDisposeScope();
        }

        _names.Add(name);
        if (layer.BypassedPath is { } path)
            _notes.Add($"{name} computes its attention step by step while it is recorded, not by {path}");
        layer.Observer += Keep;
        _observed.Add((layer, Keep));
    }
}

/// <summary>A layer that can hand out the attention weights of its forward pass.</summary>
internal interface IObservedAttention
{
    /// <summary>Is given the weights of every forward pass, with their graph; while it is set the layer takes the path that has weights.</summary>
    Action<Tensor>? Observer { get; set; }

    /// <summary>What the layer does otherwise, in words, where observing changes its path; null where it does not.</summary>
    string? BypassedPath { get; }
}

/// <summary>How global attention is computed.</summary>
public enum AttentionPath
{
    /// <summary>Fused where nobody asks for the weights and there is neither mask nor dropout, otherwise step by step.</summary>
    Auto,

    /// <summary>Step by step: logits, softmax, weighted sum. Keeps N·M weights a head.</summary>
    Explicit,
}
