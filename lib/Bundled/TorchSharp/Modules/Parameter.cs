namespace TorchSharp.Modules;

public class Parameter : torch.Tensor
{
    /// <summary>Takes the tensor's handle over: <paramref name="data"/> is invalid afterwards.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Checked(data, requires_grad))
    {
        if (requires_grad != this.requires_grad)
            requires_grad_(requires_grad);
    }

    // Before anything is taken over, so that a refusal leaves the tensor as it was.
    private static torch.Tensor Checked(torch.Tensor data, bool requires_grad)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (requires_grad && !data.is_floating_point() && !data.is_complex())
            throw new ArgumentException($"a tensor of {data.dtype} cannot require gradients: pass requires_grad: false, or convert it to a floating type");
        return data;
    }
}
