using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>An exponential moving average of a model's weights, to evaluate with.</summary>
/// <remarks>
/// average ← decay · average + (1 − decay) · weight after every step, starting from the weights at hand. Polyak and Juditsky 1992; timm's
/// ModelEmaV2. Running statistics of batch norms are averaged, too; counters (whole numbers) are copied. Ramachandran et al. 2019,
/// appendix A.2, use a decay of 0.9999.
/// </remarks>
public sealed class ModelAverage : IDisposable
{
    private readonly Dictionary<string, Tensor> _averages;
    private readonly double _decay;
    private bool _isDisposed;

    /// <summary>An average that starts as the model is.</summary>
    /// <param name="model">The model; it is only read.</param>
    /// <param name="decay">Share of the old average that stays at a step, from 0 to below 1.</param>
    /// <exception cref="ArgumentException">No such share.</exception>
    public ModelAverage(Module model, double decay)
    {
        ArgumentNullException.ThrowIfNull(model);
        Layers.Probability.Check(decay, nameof(decay));
        _decay = decay;
        using var gradOff = no_grad();
        _averages = ModelWeights.Places(model).ToDictionary(place => place.Key, place => place.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The averages by name; they belong to this object.</summary>
    public IReadOnlyDictionary<string, Tensor> Averages => _averages;

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">Another model: the message lists the weights that differ.</exception>
    public void Update(Module model)
    {
        using var gradOff = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (average, weight) in Pairs(model))
        {
            if (average.is_floating_point())
                average.mul_(_decay).add_(weight * (1 - _decay));
            else
                average.copy_(weight);
        }
    }

    /// <summary>Gives a model the averages for its weights.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">Another model: the message lists the weights that differ.</exception>
    public void CopyTo(Module model)
    {
        using var gradOff = no_grad();
        foreach (var (average, weight) in Pairs(model))
            weight.copy_(average);
    }

    /// <summary>Lends a model the averages until the result is disposed, which puts its own weights back.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Dispose it to end the loan.</returns>
    /// <exception cref="ArgumentException">Another model: the message lists the weights that differ.</exception>
    public IDisposable Use(Module model)
    {
        var own = new ModelAverage(model, decay: 0);
        try
        {
            CopyTo(model);
        }
        catch
        {
            own.Dispose();
            throw;
        }
        return new Loan(model, own);
    }

    /// <summary>Releases the averages.</summary>
    public void Dispose()
    {
        foreach (var average in _averages.Values)
            average.Dispose();
        _averages.Clear();
        _isDisposed = true;
    }

    private (Tensor Average, Tensor Weight)[] Pairs(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var weights = new Dictionary<string, Tensor>(ModelWeights.Places(model));
        var differing = _averages.Keys.Union(weights.Keys).Where(name =>
            !_averages.TryGetValue(name, out var average) || !weights.TryGetValue(name, out var weight) || !average.shape.AsSpan().SequenceEqual(weight.shape));
        if (differing.ToArray() is { Length: > 0 } names)
            throw new ArgumentException($"the average is of another model; these weights differ: {string.Join(", ", names)}");
        return [.. _averages.Select(entry => (entry.Value, weights[entry.Key]))];
    }

    private sealed class Loan(Module model, ModelAverage own) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (_isOver)
                return;
            _isOver = true;
            own.CopyTo(model);
            own.Dispose();
        }
    }
}
