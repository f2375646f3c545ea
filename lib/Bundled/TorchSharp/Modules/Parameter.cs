namespace TorchSharp.Modules;

public class Parameter : torch.Tensor
{
    /// <summary>Takes the tensor's handle over: <paramref name="data"/> is invalid afterwards.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base((data ?? throw new ArgumentNullException(nameof(data))).Release())
    {
        if (requires_grad != this.requires_grad)
            requires_grad_(requires_grad);
    }
}
