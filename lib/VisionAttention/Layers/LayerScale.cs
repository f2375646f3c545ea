using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>A learned factor for each channel of a residual branch.</summary>
/// <remarks>diag(γ)·branch with a small first γ. Touvron et al. 2021 (CaiT, 2103.17239), section 2.1. The name is timm's: <c>gamma</c>.</remarks>
public sealed class LayerScale : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gamma")] private readonly Parameter _factors;

    /// <summary>A layer whose factors are all equal.</summary>
    /// <param name="embedDim">Width D of a token.</param>
    /// <param name="start">First value of every factor.</param>
    /// <exception cref="ArgumentException">A width below 1, or a factor that is no number.</exception>
    public LayerScale(long embedDim, double start)
        : base(nameof(LayerScale))
    {
        Require.AboveZero(embedDim, "embedDim");
        if (!double.IsFinite(start))
            throw new ArgumentException($"the first layer scale {start} is not a number");
        _factors = OwnedParameter.From(full([embedDim], start, device: get_default_device()));
        RegisterComponents();
    }

    /// <summary>Scales every channel.</summary>
    /// <param name="branch">[..., D]</param>
    /// <returns>[..., D]</returns>
    /// <exception cref="ArgumentException">Another width: a width of 1 is refused, too, which would otherwise be repeated D times.</exception>
    public override Tensor forward(Tensor branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var embedDim = _factors.shape[0];
        if (branch.ndim < 1 || branch.shape[^1] != embedDim)
            throw new ArgumentException($"branch is {Shapes.Text(branch)}, expected [..., {embedDim}]");
        return branch * _factors;
    }
}
