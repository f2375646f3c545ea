namespace TorchSharp;

/// <summary>A loss whose classes or elements have weights.</summary>
/// <typeparam name="T1">The input.</typeparam>
/// <typeparam name="T2">The target.</typeparam>
/// <typeparam name="TResult">The loss.</typeparam>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    /// <summary>Keeps the weights.</summary>
    /// <param name="weight">One weight a class or an element; null for all 1.</param>
    /// <param name="reduction">None, mean or sum.</param>
    public WeightedLoss(torch.Tensor? weight = null, torch.nn.Reduction reduction = torch.nn.Reduction.Mean)
        : base(reduction)
    {
        this.weight = weight;
    }

    /// <summary>One weight a class or an element; null for all 1.</summary>
    public torch.Tensor? weight { get; }
}
