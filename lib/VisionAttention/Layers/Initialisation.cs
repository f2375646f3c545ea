using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>First values of weights, as the papers have them; each method fills a weight in place and returns it.</summary>
public static class Initialisation
{
    /// <summary>A normal distribution around 0 without its tails.</summary>
    /// <remarks>
    /// DeiT and ViT use a deviation of 0.02. JAX cuts at two deviations (which leaves a deviation of 0.88 times the given one); timm's
    /// <c>trunc_normal_</c> is called with bounds of ±2, a hundred deviations here, where float32 lets single numbers of −2 through, so that
    /// five deviations are the default.
    /// </remarks>
    /// <param name="weight">Any shape, floating.</param>
    /// <param name="deviation">Standard deviation before the cut; above 0.</param>
    /// <param name="cut">Where it is cut, in deviations; above 0, at most 5.</param>
    /// <param name="generator">Source of the numbers; null for the global one.</param>
    /// <exception cref="ArgumentException">Numbers outside these ranges; the message names them.</exception>
    public static Tensor TruncatedNormal(Tensor weight, double deviation = 0.02, double cut = 5, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Require(double.IsFinite(deviation) && deviation > 0, $"deviation {deviation} is not above 0");
        Require(cut is > 0 and <= 5, $"cut {cut} is not above 0 and at most 5 deviations");
        return init.trunc_normal_(weight, std: deviation, a: -cut * deviation, b: cut * deviation, generator: generator);
    }

    /// <summary>Uniform with variance 2 / (fanIn + fanOut), which keeps the size of signals both ways.</summary>
    /// <remarks>Glorot and Bengio 2010, section 4.2.1, Eq. 16. The weights of linear layers in the original Transformer code.</remarks>
    /// <param name="weight">[out, in] or [out, in / groups, rows, columns].</param>
    /// <param name="generator">Source of the numbers; null for the global one.</param>
    /// <exception cref="ArgumentException">A weight without inputs and outputs.</exception>
    public static Tensor XavierUniform(Tensor weight, Generator? generator = null)
    {
        var (fanIn, fanOut) = Fans(weight);
        return Uniform(weight, Math.Sqrt(6.0 / (fanIn + fanOut)), generator);
    }

    /// <summary>Normal with variance 2 / (fanIn + fanOut).</summary>
    /// <inheritdoc cref="XavierUniform"/>
    public static Tensor XavierNormal(Tensor weight, Generator? generator = null)
    {
        var (fanIn, fanOut) = Fans(weight);
        return Normal(weight, Math.Sqrt(2.0 / (fanIn + fanOut)), generator);
    }

    /// <summary>Normal with variance 2 / fan, which keeps the size of signals through ReLU.</summary>
    /// <remarks>He et al. 2015 (1502.01852), section 2.2, Eq. 10 (fanIn) and Eq. 14 (fanOut). torchvision's ResNets use fanOut.</remarks>
    /// <param name="weight">[out, in] or [out, in / groups, rows, columns].</param>
    /// <param name="usesFanOut">Whether the fan is that of the outputs (gradients keep their size) instead of the inputs (signals do).</param>
    /// <param name="generator">Source of the numbers; null for the global one.</param>
    /// <exception cref="ArgumentException">A weight without inputs and outputs.</exception>
    public static Tensor HeNormal(Tensor weight, bool usesFanOut = false, Generator? generator = null)
    {
        return Normal(weight, Math.Sqrt(2.0 / Fan(weight, usesFanOut)), generator);
    }

    /// <summary>Uniform with variance 2 / fan.</summary>
    /// <inheritdoc cref="HeNormal"/>
    public static Tensor HeUniform(Tensor weight, bool usesFanOut = false, Generator? generator = null)
    {
        return Uniform(weight, Math.Sqrt(6.0 / Fan(weight, usesFanOut)), generator);
    }

    private static double Fan(Tensor weight, bool usesFanOut)
    {
        var (fanIn, fanOut) = Fans(weight);
        return usesFanOut ? fanOut : fanIn;
    }

    // Inputs of an output, and outputs that an input goes to: places of the kernel times channels.
    private static (double In, double Out) Fans(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Require(weight.ndim >= 2, $"weight is {Tensors.Shapes.Text(weight)}, expected [out, in] or [out, in, rows, columns]: a vector has no inputs and outputs");
        var places = weight.shape[2..].Aggregate(1.0, (product, side) => product * side);
        return (weight.shape[1] * places, weight.shape[0] * places);
    }

    private static Tensor Uniform(Tensor weight, double bound, Generator? generator)
    {
        using var gradOff = no_grad();
        return weight.uniform_(-bound, bound, generator);
    }

    private static Tensor Normal(Tensor weight, double deviation, Generator? generator)
    {
        using var gradOff = no_grad();
        return weight.normal_(0, deviation, generator);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
