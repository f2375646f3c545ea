using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace VisionAttention.Training;

/// <summary>An optimiser and what it remembers of each parameter, by name, so that it can be kept and put back.</summary>
internal sealed class OptimizerMemory : IDisposable
{
    private readonly List<(string Name, Parameter Value)> _parameters;
    private readonly OptimizerHelper _optimizer;

    public OptimizerMemory(IEnumerable<(string Name, Parameter Value)> parameters, TrainingOptions options)
    {
        var (decayed, plain) = ParameterGroups.Of(parameters, options.WeightDecayOn);
        _parameters = [.. decayed, .. plain];
        _optimizer = options.Optimizer == OptimizerKind.AdamW
            ? optim.AdamW(Groups(decayed, plain, options, (values, decay) => new AdamW.ParamGroup(values, lr: options.LearningRate, weight_decay: decay)))
            : optim.SGD(
                Groups(decayed, plain, options, (values, decay) => new SGD.ParamGroup(
                    values, lr: options.LearningRate, momentum: options.Momentum, weight_decay: decay, nesterov: true)),
                options.LearningRate);
    }

    public Optimizer Optimizer => _optimizer;

    public double LearningRate
    {
        set
        {
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = value;
        }
    }

    /// <summary>The live tensors, by parameter and role, and the number of updates of each parameter as an int64.</summary>
    /// <remarks>Made within the caller's scope: the counts are new tensors.</remarks>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        foreach (var (name, state) in States())
        {
            if (state is AdamW.State adam)
            {
                yield return new($"{name}.mean", adam.exp_avg);
                yield return new($"{name}.square", adam.exp_avg_sq);
                yield return new($"{name}.updates", tensor(adam.step));
            }
            else if (state is SGD.State { momentum_buffer: { } momentum })
            {
                yield return new($"{name}.momentum", momentum);
            }
        }
    }

    /// <summary>Names and shapes that <see cref="Restore"/> may be given; a momentum may be missing, for a parameter without a gradient so far.</summary>
    public IEnumerable<(string Name, long[] Shape, bool IsRequired)> Expected()
    {
        foreach (var (name, parameter) in _parameters)
        {
            if (_optimizer is SGD)
            {
                yield return ($"{name}.momentum", parameter.shape, false);
                continue;
            }
            yield return ($"{name}.mean", parameter.shape, true);
            yield return ($"{name}.square", parameter.shape, true);
            yield return ($"{name}.updates", [], true);
        }
    }

    /// <summary>Puts the memory back; names and shapes have been checked.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> saved)
    {
        using var off = no_grad();
        foreach (var (name, state) in States())
        {
            if (state is AdamW.State adam)
            {
                adam.exp_avg.copy_(saved[$"{name}.mean"]);
                adam.exp_avg_sq.copy_(saved[$"{name}.square"]);
                adam.step = saved[$"{name}.updates"].item<long>();
            }
            else if (state is SGD.State sgd && saved.TryGetValue($"{name}.momentum", out var momentum))
            {
                var parameter = _parameters.First(entry => entry.Name == name).Value;
                sgd.momentum_buffer?.Dispose();
                sgd.momentum_buffer = momentum.to(parameter.device, copy: true).DetachFromDisposeScope();
            }
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
    }

    private IEnumerable<(string Name, OptimizerState State)> States()
    {
        return _parameters.Select(entry => entry.Name).Zip(_optimizer.state_dict().State);
    }

    private static List<T> Groups<T>(
        List<(string Name, Parameter Value)> decayed,
        List<(string Name, Parameter Value)> plain,
        TrainingOptions options,
        Func<IEnumerable<Parameter>, double, T> group)
    {
        var groups = new List<T>();
        if (decayed.Count > 0)
            groups.Add(group(decayed.Select(entry => entry.Value), options.WeightDecay));
        if (plain.Count > 0)
            groups.Add(group(plain.Select(entry => entry.Value), 0));
        return groups;
    }
}
