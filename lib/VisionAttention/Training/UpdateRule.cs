using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>What makes new weights of gradients: the optimiser, the clipping, the moving average, and float32 weights behind bfloat16 ones.</summary>
/// <remarks>A step that is broken off must leave no trace, or a run that goes on from there would differ from an unbroken one. Weights change only
/// in <see cref="Apply"/>; buffers, such as the running means of batch normalisation, change in every forward pass and are kept here
/// until the step is over.</remarks>
internal sealed class UpdateRule : IDisposable
{
    private const double Tiny = 1e-6;
    // Of the random numbers that a model draws itself; those of the loader have small numbers.
    private const long ModelPurpose = 1_000;

    private readonly Module<Tensor, Tensor> _model;
    private readonly TrainingOptions _options;
    private readonly MasterWeights? _masters;
    private readonly OptimizerMemory _memory;
    private readonly Dictionary<string, Tensor> _buffersBefore = new(StringComparer.Ordinal);

    public UpdateRule(Module<Tensor, Tensor> model, TrainingOptions options, Device device, OptimizerSettings? settings = null)
    {
        (_model, _options, Device) = (model, options, device);
        Average = options.AverageDecay > 0 ? new ModelAverage(model, options.AverageDecay) : null;
        var isHalf = options.Precision == Precision.BFloat16 || (options.Precision == Precision.Auto && device.type == DeviceType.CUDA);
        _masters = isHalf ? new MasterWeights(model) : null;
        _memory = new OptimizerMemory(Trained(), options, settings);
    }

    /// <summary>Where the model is.</summary>
    public Device Device { get; }

    /// <summary>The moving average of the weights, where there is one.</summary>
    public ModelAverage? Average { get; }

    /// <summary>The learning rate of the step.</summary>
    public double LearningRate => _memory.LearningRate;

    /// <summary>What dropout and drop path draw for a batch is settled by the seed and the batch's number alone.</summary>
    public void Seed(long epoch, long batch)
    {
        var random = new Data.CounterRandom(_options.Seed, epoch, ModelPurpose, batch);
        manual_seed((long)(random.NextBits() >> 1));
    }

    /// <summary>Begins a step.</summary>
    public void Begin(double learningRate)
    {
        _memory.LearningRate = learningRate;
        _memory.Optimizer.zero_grad();
        KeepBuffers();
    }

    /// <summary>The model's logits [B, classes], float32, in whatever numbers it computes.</summary>
    public Tensor Classify(Tensor images)
    {
        return _masters is null ? _model.call(images) : _model.call(images.to(bfloat16)).to(float32);
    }

    /// <summary>Ends a step: the gradients become new weights.</summary>
    /// <returns>The norm of all gradients before they were clipped; null where they are not.</returns>
    public Tensor? Apply()
    {
        _masters?.TakeGradients();
        var norm = _options.GradientClip > 0 ? Clip() : null;
        _memory.Optimizer.step();
        _masters?.Publish();
        Average?.Update(_model);
        ForgetBuffers();
        return norm;
    }

    /// <summary>Undoes what an unfinished step has done to the buffers.</summary>
    public void BreakOff()
    {
        ModelTensors.Copy(_buffersBefore, Buffers().Where(entry => _buffersBefore.ContainsKey(entry.Key)).ToDictionary());
        ForgetBuffers();
    }

    /// <summary>Everything that the following steps depend on, by name, alive: the weights, the optimiser's memory, the average.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        return [
            .. Trained().Select(entry => KeyValuePair.Create($"model.{entry.Name}", (Tensor)entry.Value)),
            .. Buffers().Select(entry => KeyValuePair.Create($"model.{entry.Key}", entry.Value)),
            .. _memory.State().Select(entry => KeyValuePair.Create($"optimizer.{entry.Key}", entry.Value)),
            .. (Average?.StateDict() ?? new Dictionary<string, Tensor>()).Select(entry => KeyValuePair.Create($"average.{entry.Key}", entry.Value)),
        ];
    }

    /// <summary>Names and shapes that <see cref="Restore"/> needs.</summary>
    public IEnumerable<(string Name, long[] Shape, bool IsRequired)> Expected()
    {
        return [
            .. State().Where(entry => !entry.Key.StartsWith("optimizer.", StringComparison.Ordinal)).Select(entry => (entry.Key, entry.Value.shape, true)),
            .. _memory.Expected().Select(entry => ($"optimizer.{entry.Name}", entry.Shape, entry.IsRequired)),
        ];
    }

    /// <summary>Puts a state back; names and shapes have been checked.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = NewDisposeScope();
        var places = State().Where(entry => !entry.Key.StartsWith("optimizer.", StringComparison.Ordinal)).ToDictionary();
        ModelTensors.Copy(state, places);
        _memory.Restore(state.Where(entry => entry.Key.StartsWith("optimizer.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key["optimizer.".Length..], entry => entry.Value));
        _masters?.Publish();
    }

    /// <summary>Leaves the model in float32 with its trained weights.</summary>
    public void Return()
    {
        _masters?.Return();
    }

    public void Dispose()
    {
        ForgetBuffers();
        _memory.Dispose();
        _masters?.Dispose();
        Average?.Dispose();
    }

    // As nn.utils.clip_grad_norm_, which would wait for the device to return the norm.
    private Tensor? Clip()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Trained().Select(entry => entry.Value.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
            return null;
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm();
        var factor = (_options.GradientClip / (norm + Tiny)).clamp_max(1);
        foreach (var gradient in gradients)
            gradient.mul_(factor);
        return norm.MoveToOuterDisposeScope();
    }

    private IEnumerable<(string Name, Parameter Value)> Trained()
    {
        return _masters?.Parameters ?? _model.named_parameters().Select(entry => (entry.name, entry.parameter));
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Buffers()
    {
        return _model.named_buffers().Select(entry => KeyValuePair.Create(entry.name, entry.buffer));
    }

    private void KeepBuffers()
    {
        ForgetBuffers();
        using var off = no_grad();
        foreach (var (name, buffer) in Buffers())
            _buffersBefore.Add(name, buffer.clone().DetachFromDisposeScope());
    }

    private void ForgetBuffers()
    {
        foreach (var buffer in _buffersBefore.Values)
            buffer.Dispose();
        _buffersBefore.Clear();
    }
}
