namespace VisionAttention.Attention;

/// <summary>The settings of a <see cref="MultiheadSelfAttention"/> layer. The defaults are those of ViT.</summary>
public sealed record MultiheadSelfAttentionOptions
{
    /// <summary>Width Dh of a head; null for embedDim / heads, which makes the heads together as wide as a token.</summary>
    public long? HeadDim { get; init; }

    /// <summary>Whether the projection to query, key and value adds a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the output projection adds a bias.</summary>
    public bool OutputBias { get; init; } = true;

    /// <summary>Whether a layer norm over the head's width is applied to every query and key (Dehghani et al. 2023, section 2).</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Added to the variance in that norm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Factor on the logits; null for 1/√headDim.</summary>
    public double? Scale { get; init; }

    /// <summary>Probability with which a weight is dropped in training.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Probability with which a number of the output is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>How the attention is computed.</summary>
    public AttentionPath Path { get; init; } = AttentionPath.Auto;
}
