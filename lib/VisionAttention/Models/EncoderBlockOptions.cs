using VisionAttention.Attention;
using VisionAttention.Layers;

namespace VisionAttention.Models;

/// <summary>The settings of an <see cref="EncoderBlock"/>. The defaults are those of ViT.</summary>
public sealed record EncoderBlockOptions
{
    /// <summary>Width of the MLP; null for four times embedDim.</summary>
    public long? MlpDim { get; init; }

    /// <summary>The function inside the MLP.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Norm before attention and MLP, or after the sums.</summary>
    public NormPlacement Norm { get; init; } = NormPlacement.Pre;

    /// <summary>Added to the variance in the norms.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>First value of the factors on both residual branches (layer scale, Touvron et al. 2021, 2103.17239, section 2.1); null for none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>Probability with which an image skips a residual branch in training (stochastic depth).</summary>
    public double DropPath { get; init; }

    /// <summary>Probability with which a number is dropped in training after both layers of the MLP.</summary>
    public double Dropout { get; init; }

    /// <summary>Settings of the attention layer.</summary>
    public MultiheadSelfAttentionOptions Attention { get; init; } = new();
}
