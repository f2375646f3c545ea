using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel over the batch, or by the running statistics while evaluating.</summary>
public abstract class BatchNorm : NormBase
{
    /// <summary>Makes the parameters and the running statistics.</summary>
    public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ValidateInputDimensions(input);
        ValidateChannels(input);
        var share = momentum ?? 0;
        if (training && num_batches_tracked is { } counter)
        {
            using var off = torch.no_grad();
            counter.add_((Scalar)1);
            if (momentum is null)
                share = 1.0 / counter.ToInt64();
        }
        var usesBatch = training || running_mean is null;
        return torch.nn.functional.batch_norm(input, running_mean, running_var, weight, bias, usesBatch, share, eps);
    }
}
