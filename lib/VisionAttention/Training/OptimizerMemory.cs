using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace VisionAttention.Training;

/// <summary>An optimiser and what it remembers of each parameter, by name, so that it can be kept and put back.</summary>
internal sealed class OptimizerMemory : IDisposable
{
    private readonly List<(string Name, Parameter Value)> _parameters;
    private readonly double[] _rateFactors;
    private readonly OptimizerHelper _optimizer;

    public OptimizerMemory(IEnumerable<(string Name, Parameter Value)> parameters, TrainingOptions options, OptimizerSettings? settings = null)
    {
        settings ??= new OptimizerSettings();
        var groups = Groups(parameters, options, settings.RateOf ?? (_ => 1)).ToList();
        if (groups.Count == 0)
            throw new ArgumentException(settings.RateOf is null ? "the model has no parameters to train" : "no parameter is left to train: the factor on every learning rate is 0");
        _parameters = [.. groups.SelectMany(group => group.Parameters)];
        _rateFactors = [.. groups.Select(group => group.RateFactor)];
        _optimizer = Create([.. groups.Select(group => (group.Parameters.Select(entry => entry.Value).ToArray(), group.WeightDecay))], options, settings);
    }

    public Optimizer Optimizer => _optimizer;

    /// <summary>What it changes.</summary>
    public IEnumerable<Parameter> Parameters => _parameters.Select(entry => entry.Value);

    public double LearningRate
    {
        get => _optimizer.ParamGroups.First().LearningRate / _rateFactors[0];
        set
        {
            foreach (var (group, factor) in _optimizer.ParamGroups.Zip(_rateFactors))
                group.LearningRate = value * factor;
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
                yield return new($"{name}.updates", tensor(adam.step, device: CPU));
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

    public void Dispose() => _optimizer.Dispose();

    private IEnumerable<(string Name, OptimizerState State)> States() => _parameters.Select(entry => entry.Name).Zip(_optimizer.state_dict().State);

    // Parameters that share weight decay and learning rate, those with weight decay first. A rate of 0 leaves a parameter out.
    private static IEnumerable<(List<(string Name, Parameter Value)> Parameters, double WeightDecay, double RateFactor)> Groups(
        IEnumerable<(string Name, Parameter Value)> parameters, TrainingOptions options, Func<string, double> rateOf)
    {
        var (decayed, plain) = ParameterGroups.Of(parameters, options.WeightDecayOn);
        foreach (var (list, weightDecay) in new[] { (decayed, options.WeightDecay), (plain, 0) })
        {
            foreach (var group in list.GroupBy(entry => Factor(entry.Name, rateOf)).Where(group => group.Key > 0))
                yield return ([.. group], weightDecay, group.Key);
        }
    }

    private static double Factor(string name, Func<string, double> rateOf) => rateOf(name) is >= 0 and < double.PositiveInfinity and var factor
        ? factor
        : throw new ArgumentException($"the factor on the learning rate of {name} is {rateOf(name)}, expected a number from 0");

    private static OptimizerHelper Create(
        IReadOnlyList<(Parameter[] Parameters, double WeightDecay)> groups, TrainingOptions options, OptimizerSettings settings)
    {
        var rate = options.LearningRate;
        if (settings.Other is not null)
            return settings.Other(groups);
        return options.Optimizer == OptimizerKind.AdamW
            ? optim.AdamW(groups.Select(group => new AdamW.ParamGroup(
                group.Parameters, rate, settings.Beta1, settings.Beta2, settings.Epsilon, group.WeightDecay, settings.AmsGrad)))
            : optim.SGD(
                groups.Select(group => new SGD.ParamGroup(
                    group.Parameters, rate, options.Momentum, settings.Dampening, group.WeightDecay, settings.Nesterov)),
                rate);
    }
}

/// <summary>What the recipe of a run does not say of its optimiser: PyTorch's defaults, and Nesterov's momentum.</summary>
internal sealed record OptimizerSettings
{
    /// <summary>The factor on the learning rate of a parameter, by its name; 0 leaves it out. Null for 1 everywhere.</summary>
    public Func<string, double>? RateOf { get; init; }

    /// <summary>Share of the past in AdamW's mean of the gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Share of the past in AdamW's mean of their squares.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to AdamW's divisor.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether AdamW divides by the largest mean of squares so far.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>Share of a gradient that SGD's momentum leaves out.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether SGD's momentum is Nesterov's.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>Makes an optimiser that no recipe has of parameters and their weight decay, in place of the recipe's.</summary>
    public Func<IReadOnlyList<(Parameter[] Parameters, double WeightDecay)>, OptimizerHelper>? Other { get; init; }
}

/// <summary>Which parameters the weight decay acts on.</summary>
internal static class ParameterGroups
{
    // Last parts of names; the tables are matrices by shape, but hold a place each and not a map from input to output.
    private static readonly string[] Tables =
        ["pos_embed", "cls_token", "dist_token", "reg_token", "relative_position_bias_table", "rel_h", "rel_w", "row_embedding", "column_embedding", "mixture_embedding"];

    /// <summary>The parameters with weight decay, and those without.</summary>
    public static (List<(string Name, Parameter Value)> Decayed, List<(string Name, Parameter Value)> Plain) Of(
        IEnumerable<(string Name, Parameter Value)> parameters, WeightDecayTarget target)
    {
        var groups = parameters.ToLookup(entry => target == WeightDecayTarget.All || IsMatrix(entry.Name, entry.Value));
        return ([.. groups[true]], [.. groups[false]]);
    }

    private static bool IsMatrix(string name, Parameter parameter) =>
        parameter.ndim > 1 && !Tables.Contains(name[(name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);
}
