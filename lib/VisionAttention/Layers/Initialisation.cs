using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>First values of weights, drawn in place and without a graph. The other usual ones are TorchSharp's own, in <c>torch.nn.init</c>.</summary>
internal static class Initialisation
{
    // A float32 draw of exactly the lower end, one in 2²⁴, stands at −∞ before the cut and would become the cut itself.
    private const double FarthestDeviations = 6;

    /// <summary>Normal with mean 0, cut at ±2: timm's and DeiT's start of linear layers, tables and tokens.</summary>
    /// <remarks>As PyTorch's and timm's <c>trunc_normal_</c> the cut is a number: 100 deviations of 0.02 away, no cut at all. JAX's
    /// <c>truncated_normal</c> and timm's <c>trunc_normal_tf_</c> cut at two deviations, which leaves 0.88 of the deviation asked for.</remarks>
    /// <param name="weight">Any shape, floating; it is overwritten.</param>
    /// <param name="deviation">Standard deviation before the cut.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    public static void TruncatedNormal(Tensor weight, double deviation = 0.02, Generator? generator = null)
    {
        const double Cut = 2;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        // Half precision has too few numbers near the ends of the uniform draw that stands behind it.
        var isHalf = weight.dtype is ScalarType.Float16 or ScalarType.BFloat16;
        var drawn = isHalf ? empty(weight.shape, dtype: float32, device: weight.device) : weight;
        // By the inverse of the cumulated normal, as PyTorch draws it: TorchSharp's own multiplies by the mean and adds the deviation.
        var end = erf(tensor(Cut / (deviation * Math.Sqrt(2)), float64, device: CPU)).item<double>();
        drawn.uniform_(-end, end, generator).erfinv_().mul_(deviation * Math.Sqrt(2));
        var farthest = Math.Min(Cut, FarthestDeviations * deviation);
        drawn.clamp_(-farthest, farthest);
        if (isHalf)
            weight.copy_(drawn);
    }

    /// <summary>All linear layers of a model: truncated normals of deviation 0.02, biases 0 (Touvron et al. 2020, section 6; BERT likewise).</summary>
    public static void LinearLayers(Module model)
    {
        foreach (var layer in model.modules().OfType<Linear>())
        {
            TruncatedNormal(layer.weight!);
            if (layer.bias is not null)
                init.zeros_(layer.bias);
        }
    }

    /// <summary>A learned vector for each of some tokens, truncated normals of deviation 0.02.</summary>
    /// <returns>[1, tokens, D]</returns>
    public static Parameter Table(long tokens, long embedDim)
    {
        var start = empty(1, tokens, embedDim, device: get_default_device());
        TruncatedNormal(start);
        return OwnedParameter.From(start);
    }
}
