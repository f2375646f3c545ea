using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>First values of weights, drawn in place and without a graph.</summary>
/// <remarks>
/// A weight is [outputs, inputs] of a linear layer or [outputs, inputs / groups, height, width] of a convolution; fanIn is the number of
/// inputs that one output sums (inputs / groups · window), fanOut the number of outputs that one input reaches (outputs / groups · window).
/// Where a normal distribution is truncated, published code means two things by "at two":
/// <list type="table">
/// <listheader><term>method</term><description>cut · deviation after the cut</description></listheader>
/// <item><term><see cref="TruncatedNormal"/></term><description>at ±2 as a number, as PyTorch's and timm's <c>trunc_normal_</c>: with
/// DeiT's 0.02 that is 100 deviations away, no cut at all · the deviation asked for</description></item>
/// <item><term><see cref="TruncatedNormalInDeviations"/></term><description>at ±2 deviations, as JAX's <c>truncated_normal</c> and timm's
/// <c>trunc_normal_tf_</c> · about 0.88 of the deviation asked for</description></item>
/// </list>
/// </remarks>
public static class Initialisation
{
    // A float32 draw of exactly the lower end, one in 2²⁴, stands at −∞ before the cut and would become the cut itself.
    private const double FarthestDeviations = 6;

    /// <summary>Normal with mean 0, cut at a number: timm's and DeiT's start of linear layers, tables and tokens.</summary>
    /// <param name="weight">Any shape, floating; it is overwritten.</param>
    /// <param name="deviation">Standard deviation before the cut.</param>
    /// <param name="cut">No value lies outside ±cut, nor farther than six deviations.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A weight of whole numbers, or a deviation or cut that is not above 0.</exception>
    public static void TruncatedNormal(Tensor weight, double deviation = 0.02, double cut = 2, Generator? generator = null)
    {
        CheckFloating(weight);
        CheckAboveZero(deviation, nameof(deviation));
        CheckAboveZero(cut, nameof(cut));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        // Half precision has too few numbers near the ends of the uniform draw that stands behind it.
        var isHalf = weight.dtype is ScalarType.Float16 or ScalarType.BFloat16;
        var drawn = isHalf ? empty(weight.shape, dtype: float32, device: weight.device) : weight;
        // By the inverse of the cumulated normal, as PyTorch draws it: TorchSharp's own multiplies by the mean and adds the deviation.
        var end = erf(tensor(cut / (deviation * Math.Sqrt(2)), float64)).item<double>();
        drawn.uniform_(-end, end, generator).erfinv_().mul_(deviation * Math.Sqrt(2));
        var farthest = Math.Min(cut, FarthestDeviations * deviation);
        drawn.clamp_(-farthest, farthest);
        if (isHalf)
            weight.copy_(drawn);
    }

    /// <summary>Normal with mean 0, cut at a number of its deviations, as JAX's <c>truncated_normal</c>.</summary>
    /// <param name="weight">Any shape, floating; it is overwritten.</param>
    /// <param name="deviation">Standard deviation before the cut; cut at 2 deviations, 0.88 of it is left.</param>
    /// <param name="deviations">No value lies farther from 0 than this many deviations, from above 0 to 6.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A weight of whole numbers, or a deviation or cut that cannot be.</exception>
    public static void TruncatedNormalInDeviations(Tensor weight, double deviation, double deviations = 2, Generator? generator = null)
    {
        CheckAboveZero(deviation, nameof(deviation));
        if (!(deviations is > 0 and <= FarthestDeviations))
            throw new ArgumentException($"deviations {deviations} is not above 0 and at most {FarthestDeviations}");
        TruncatedNormal(weight, deviation, deviations * deviation, generator);
    }

    /// <summary>Uniform between ±gain·√(6 / (fanIn + fanOut)).</summary>
    /// <remarks>Glorot and Bengio 2010, equation 16: numbers and gradients keep their size where the activation is close to linear.</remarks>
    /// <param name="weight">[outputs, inputs / groups, ...], floating; it is overwritten.</param>
    /// <param name="gain">Factor of the bound.</param>
    /// <param name="groups">Of the convolution.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A shape without fans, groups that do not divide the outputs, or a gain that is not above 0.</exception>
    public static void XavierUniform(Tensor weight, double gain = 1, long groups = 1, Generator? generator = null) =>
        Uniform(weight, XavierDeviation(weight, gain, groups), generator);

    /// <summary>Normal with mean 0 and deviation gain·√(2 / (fanIn + fanOut)).</summary>
    /// <remarks>Glorot and Bengio 2010, equation 12.</remarks>
    /// <param name="weight">[outputs, inputs / groups, ...], floating; it is overwritten.</param>
    /// <param name="gain">Factor of the deviation.</param>
    /// <param name="groups">Of the convolution.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A shape without fans, groups that do not divide the outputs, or a gain that is not above 0.</exception>
    public static void XavierNormal(Tensor weight, double gain = 1, long groups = 1, Generator? generator = null) =>
        Normal(weight, XavierDeviation(weight, gain, groups), generator);

    /// <summary>Normal with mean 0 and deviation √(2 / fan), for layers before a ReLU.</summary>
    /// <remarks>He et al. 2015 (1502.01852), section 2.2: equation 10 with fan in, 14 with fan out. ResNets use fan out.</remarks>
    /// <param name="weight">[outputs, inputs / groups, ...], floating; it is overwritten.</param>
    /// <param name="fan">Which fan.</param>
    /// <param name="groups">Of the convolution.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A shape without fans, groups that do not divide the outputs, or no such fan.</exception>
    public static void HeNormal(Tensor weight, Fan fan = Fan.In, long groups = 1, Generator? generator = null) =>
        Normal(weight, HeDeviation(weight, fan, groups), generator);

    /// <summary>Uniform between ±√(6 / fan), which has the deviation of <see cref="HeNormal"/>.</summary>
    /// <remarks>He et al. 2015 (1502.01852), section 2.2.</remarks>
    /// <param name="weight">[outputs, inputs / groups, ...], floating; it is overwritten.</param>
    /// <param name="fan">Which fan.</param>
    /// <param name="groups">Of the convolution.</param>
    /// <param name="generator">Of the random numbers; the global one if null.</param>
    /// <exception cref="ArgumentException">A shape without fans, groups that do not divide the outputs, or no such fan.</exception>
    public static void HeUniform(Tensor weight, Fan fan = Fan.In, long groups = 1, Generator? generator = null) =>
        Uniform(weight, HeDeviation(weight, fan, groups), generator);

    /// <summary>The fans of a weight.</summary>
    /// <param name="weight">[outputs, inputs / groups, ...]</param>
    /// <param name="groups">Of the convolution. PyTorch's own fan out leaves them out of account.</param>
    /// <returns>Inputs that one output sums, and outputs that one input reaches.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 dimensions, an empty weight, or groups that do not divide the outputs.</exception>
    public static (long FanIn, long FanOut) Fans(Tensor weight, long groups = 1)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.ndim < 2 || weight.numel() == 0)
            throw new ArgumentException($"weight {Shapes.Text(weight)} has no fans: expected [outputs, inputs, ...], none of them 0");
        if (groups < 1 || weight.shape[0] % groups != 0)
            throw new ArgumentException($"the {weight.shape[0]} outputs of weight {Shapes.Text(weight)} are not a multiple of groups {groups}");
        var (fanIn, fanOut) = init.CalculateFanInAndFanOut(weight);
        return (fanIn, fanOut / groups);
    }

    private static double XavierDeviation(Tensor weight, double gain, long groups)
    {
        CheckFloating(weight);
        CheckAboveZero(gain, nameof(gain));
        var (fanIn, fanOut) = Fans(weight, groups);
        return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
    }

    private static double HeDeviation(Tensor weight, Fan fan, long groups)
    {
        CheckFloating(weight);
        var (fanIn, fanOut) = Fans(weight, groups);
        return fan switch
        {
            Fan.In => Math.Sqrt(2.0 / fanIn),
            Fan.Out => Math.Sqrt(2.0 / fanOut),
            _ => throw new ArgumentException($"fan {fan} is not In or Out"),
        };
    }

    // A uniform distribution between ±b has the deviation b / √3.
    private static void Uniform(Tensor weight, double deviation, Generator? generator)
    {
        var bound = Math.Sqrt(3) * deviation;
        using var off = no_grad();
        weight.uniform_(-bound, bound, generator);
    }

    // TorchSharp's nn.init takes no notice of its generator, the tensor's own method does.
    private static void Normal(Tensor weight, double deviation, Generator? generator)
    {
        using var off = no_grad();
        weight.normal_(0, deviation, generator);
    }

    private static void CheckFloating(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (!weight.is_floating_point())
            throw new ArgumentException($"weight {Shapes.Text(weight)} of type {weight.dtype} is not floating");
    }

    private static void CheckAboveZero(double value, string name)
    {
        if (!(double.IsFinite(value) && value > 0))
            throw new ArgumentException($"{name} {value} is not above 0");
    }
}

/// <summary>Which side of a layer decides how large its first weights are.</summary>
public enum Fan
{
    /// <summary>The inputs that one output sums: keeps the size of the numbers on the way forward.</summary>
    In,

    /// <summary>The outputs that one input reaches: keeps the size of the gradients in the backward pass.</summary>
    Out,
}
