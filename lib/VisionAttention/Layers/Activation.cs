using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>The non-linear function between two linear layers.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with the exact error function (Hendrycks and Gimpel 2016): ViT, DeiT.</summary>
    Gelu,

    /// <summary>The tanh approximation of GELU.</summary>
    GeluTanh,

    /// <summary>x·σ(1.702·x), as in OpenAI's CLIP.</summary>
    QuickGelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·σ(x).</summary>
    Silu,
}

/// <summary>Applies an <see cref="Activation"/>.</summary>
public static class ActivationFunction
{
    /// <summary>The function, number by number.</summary>
    /// <param name="input">Any shape, floating.</param>
    /// <param name="activation">Which function.</param>
    /// <returns>The shape of <paramref name="input"/>.</returns>
    public static Tensor Apply(Tensor input, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(input);
        switch (activation)
        {
            case Activation.Gelu:
                return functional.gelu(input);
            case Activation.GeluTanh:
                return functional.gelu(input, TorchSharp.Modules.GELU.Approximate.tanh);
            case Activation.Relu:
                return functional.relu(input);
            case Activation.Silu:
                return functional.silu(input);
            case Activation.QuickGelu:
                using (NewDisposeScope())
                    return (input * (input * 1.702).sigmoid()).MoveToOuterDisposeScope();
            default:
                throw new ArgumentException($"activation {activation} is not one of {string.Join(", ", Enum.GetNames<Activation>())}");
        }
    }
}
