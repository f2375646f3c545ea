using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel of each example.</summary>
public abstract class InstanceNorm : NormBase
{
    /// <summary>Makes the parameters and the running statistics.</summary>
    public InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ValidateInputDimensions(input);
        var usesInput = training || !track_running_stats;
        if (input.ndim != GetNumberOfBatchDimensions())
            return torch.nn.functional.instance_norm(input, running_mean, running_var, weight, bias, usesInput, momentum ?? 0, eps);
        using var scope = torch.NewDisposeScope();
        var batch = torch.nn.functional.instance_norm(input.unsqueeze(0), running_mean, running_var, weight, bias, usesInput, momentum ?? 0, eps);
        return batch.squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>The number of dimensions of one example without its batch.</summary>
    protected abstract long GetNumberOfBatchDimensions();
}
