using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>Everything that the following steps of a run depend on, by name: weights, buffers, the optimiser's memory, the average.</summary>
/// <remarks>A step that is broken off must leave no trace, or a run that goes on from there would differ from an unbroken one. Weights change only
/// at its end; buffers, such as the running means of batch normalisation, change in every forward pass and are kept here until it is over.</remarks>
internal sealed class TrainingState(Module<Tensor, Tensor> model, MixedPrecision precision, OptimizerMemory memory, ModelAverage? average) : IDisposable
{
    private const string Optimizer = "optimizer.";

    private readonly Dictionary<string, Tensor> _buffersBefore = new(StringComparer.Ordinal);

    /// <summary>The live tensors.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Tensors() => [.. Values(), .. memory.State().Select(entry => KeyValuePair.Create(Optimizer + entry.Key, entry.Value))];

    /// <summary>Names and shapes that <see cref="Restore"/> needs.</summary>
    public IEnumerable<(string Name, long[] Shape, bool IsRequired)> Expected() =>
    [
        .. Values().Select(entry => (entry.Key, entry.Value.shape, true)),
        .. memory.Expected().Select(entry => (Optimizer + entry.Name, entry.Shape, entry.IsRequired)),
    ];

    /// <summary>Puts a state back; names and shapes have been checked.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> saved)
    {
        using var scope = NewDisposeScope();
        ModelTensors.Copy(saved, Values().ToDictionary());
        memory.Restore(saved.Where(entry => entry.Key.StartsWith(Optimizer, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[Optimizer.Length..], entry => entry.Value));
        precision.CopyToModel();
    }

    /// <summary>Keeps the buffers as they are before a step.</summary>
    public void BeginStep()
    {
        EndStep();
        using var off = no_grad();
        foreach (var (name, buffer) in model.named_buffers())
            _buffersBefore.Add(name, buffer.clone().DetachFromDisposeScope());
    }

    /// <summary>The step is over, or none was begun.</summary>
    public void EndStep()
    {
        foreach (var buffer in _buffersBefore.Values)
            buffer.Dispose();
        _buffersBefore.Clear();
    }

    /// <summary>Undoes what an unfinished step has done to the buffers.</summary>
    public void BreakOff()
    {
        ModelTensors.Copy(_buffersBefore, model.named_buffers().Where(entry => _buffersBefore.ContainsKey(entry.name)).ToDictionary(entry => entry.name, entry => entry.buffer));
        EndStep();
    }

    public void Dispose() => EndStep();

    private IEnumerable<KeyValuePair<string, Tensor>> Values() =>
    [
        .. precision.Parameters.Select(entry => KeyValuePair.Create($"model.{entry.Name}", (Tensor)entry.Value)),
        .. model.named_buffers().Select(entry => KeyValuePair.Create($"model.{entry.name}", entry.buffer)),
        .. (average?.StateDict() ?? new Dictionary<string, Tensor>()).Select(entry => KeyValuePair.Create($"average.{entry.Key}", entry.Value)),
    ];
}
