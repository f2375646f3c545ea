namespace TorchSharp;

/// <summary>A loss of an input and a target.</summary>
/// <typeparam name="T1">The input.</typeparam>
/// <typeparam name="T2">The target.</typeparam>
/// <typeparam name="TResult">The loss.</typeparam>
public abstract class Loss<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>
{
    /// <summary>Says how the losses of the elements become one.</summary>
    /// <param name="reduction">None, mean or sum.</param>
    public Loss(torch.nn.Reduction reduction = torch.nn.Reduction.Mean)
        : base("Loss")
    {
        this.reduction = reduction;
    }

    /// <summary>How the losses of the elements become one.</summary>
    public torch.nn.Reduction reduction { get; }

    /// <inheritdoc/>
    public override string GetName() => GetType().Name;
}
