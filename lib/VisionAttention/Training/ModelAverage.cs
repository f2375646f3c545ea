using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>An exponential moving average of a model's weights, to evaluate with in place of the last ones.</summary>
/// <remarks>
/// average ← decay·average + (1 − decay)·weight after every update of the weights, starting from the weights as they are. Averaging:
/// Polyak and Juditsky 1992; this form is timm's <c>ModelEmaV2</c>, without its warm-up variants. Buffers with a fraction, such as the
/// running statistics of batch normalisation, are averaged likewise; whole-number and Boolean ones are copied, where timm would average
/// and cut off the fraction. DeiT (2012.12877, Table 8) averages its weights this way. The average has the type and device that the
/// model has when it is made; a model that has moved since is converted on the way. In a half-precision type 1 − decay must be above that
/// type's resolution, or the average stands still. Memory: once the model, and twice within <see cref="Use"/>.
/// </remarks>
public sealed class ModelAverage : IDisposable
{
    // Owned: they outlive every dispose scope and end with this object.
    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);
    private readonly HashSet<Module> _shownIn = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    /// <summary>An average that starts as a copy of a model's weights.</summary>
    /// <param name="model">Whose weights; it is not kept.</param>
    /// <param name="decay">Share of the average that an update keeps, from 0 to below 1; usual are 0.99 (short runs) to 0.9999.</param>
    /// <exception cref="ArgumentException">No such share, or a model without weights.</exception>
    public ModelAverage(Module model, double decay)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!(decay is >= 0 and < 1))
            throw new ArgumentException($"decay {decay} is not from 0 to below 1");
        var entries = ModelTensors.Of(model);
        if (entries.Count == 0)
            throw new ArgumentException($"the model {model.GetName()} has no weights to average");
        Decay = decay;
        using var off = no_grad();
        foreach (var (name, value) in entries)
            _values.Add(name, value.clone().DetachFromDisposeScope());
    }

    /// <summary>Share of the average that an update keeps.</summary>
    public double Decay { get; }

    /// <summary>The averages under the names that the model's parameters and buffers have, for a checkpoint.</summary>
    /// <remarks>The tensors are the average's own: read them, or copy into them to go on from a checkpoint, but do not dispose them.</remarks>
    /// <exception cref="ObjectDisposedException">The average is disposed.</exception>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _values;
    }

    /// <summary>Takes a model's weights into the average; call it after every update of the weights.</summary>
    /// <param name="model">The model of the constructor, or one with the same names and shapes.</param>
    /// <exception cref="ArgumentException">A model with other names or shapes; nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">The model shows the average at the moment.</exception>
    /// <exception cref="ObjectDisposedException">The average is disposed.</exception>
    public void Update(Module model)
    {
        var entries = Fitting(model);
        if (_shownIn.Contains(model))
            throw new InvalidOperationException("the model shows the average within Use: update before Use or after its end");
        using var off = no_grad();
        foreach (var (name, value) in entries)
        {
            using var scope = NewDisposeScope();
            var average = _values[name];
            if (!average.is_floating_point())
            {
                average.copy_(value);
                continue;
            }
            // As average + (1 − decay)·difference: a weight that does not change is averaged without rounding.
            average.add_((value.detach().to(average.dtype, average.device) - average).mul_(1 - Decay));
        }
    }

    /// <summary>Overwrites a model's weights and buffers with the average.</summary>
    /// <param name="model">A model with the same names and shapes.</param>
    /// <exception cref="ArgumentException">A model with other names or shapes; nothing has changed then.</exception>
    /// <exception cref="ObjectDisposedException">The average is disposed.</exception>
    public void CopyTo(Module model) => ModelTensors.Copy(_values, Fitting(model));

    /// <summary>Lets a model work with the average until the result is disposed, which puts its trained weights back.</summary>
    /// <param name="model">A model with the same names and shapes; whether it trains or evaluates is left as it is.</param>
    /// <returns>To be disposed, as by <c>using (average.Use(model)) { … }</c>; the weights come back after an exception too.</returns>
    /// <exception cref="ArgumentException">A model with other names or shapes; nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">The model shows the average already.</exception>
    /// <exception cref="ObjectDisposedException">The average is disposed.</exception>
    public IDisposable Use(Module model)
    {
        var entries = Fitting(model);
        if (_shownIn.Contains(model))
            throw new InvalidOperationException("the model shows the average already: dispose the result of the first Use before the next");
        var trained = new TrainedWeights(model, entries, () => _shownIn.Remove(model));
        _shownIn.Add(model);
        try
        {
            ModelTensors.Copy(_values, entries);
            return trained;
        }
        catch
        {
            trained.Dispose();
            throw;
        }
    }

    /// <summary>Frees the average.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var value in _values.Values)
            value.Dispose();
        _values.Clear();
    }

    private Dictionary<string, Tensor> Fitting(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var entries = ModelTensors.Of(model);
        ModelTensors.CheckFit(_values, entries);
        return entries;
    }

    // Keeps a model's own weights while it shows others.
    private sealed class TrainedWeights : IDisposable
    {
        private readonly Module _model;
        private readonly Action _ended;
        private readonly Dictionary<string, Tensor> _kept = new(StringComparer.Ordinal);

        public TrainedWeights(Module model, Dictionary<string, Tensor> entries, Action ended)
        {
            (_model, _ended) = (model, ended);
            using var off = no_grad();
            foreach (var (name, value) in entries)
                _kept.Add(name, value.clone().DetachFromDisposeScope());
        }

        public void Dispose()
        {
            if (_kept.Count == 0)
                return;
            // Asked again: a model that has moved meanwhile has new tensors.
            ModelTensors.Copy(_kept, ModelTensors.Of(_model));
            foreach (var value in _kept.Values)
                value.Dispose();
            _kept.Clear();
            _ended();
        }
    }
}
