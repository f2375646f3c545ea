using TorchSharp.Modules;

namespace VisionAttention.Training;

/// <summary>What the recipe of a run does not say of its optimiser: PyTorch's defaults, and Nesterov's momentum.</summary>
internal sealed record OptimizerSettings
{
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
