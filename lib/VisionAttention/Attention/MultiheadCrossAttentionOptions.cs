namespace VisionAttention.Attention;

/// <summary>The settings of a <see cref="MultiheadCrossAttention"/> layer. The defaults are PyTorch's.</summary>
public sealed record MultiheadCrossAttentionOptions
{
    /// <summary>Width of the tokens that keys are made of; null for embedDim.</summary>
    public long? KeyDim { get; init; }

    /// <summary>Width of the tokens that values are made of; null for embedDim.</summary>
    public long? ValueDim { get; init; }

    /// <summary>Whether the four projections add a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>One learned key with its value, the same for every image, after those of the tokens.</summary>
    public bool LearnedKeyValue { get; init; }

    /// <summary>One key and value of zeros at the very end: a place to look at nothing.</summary>
    public bool ZeroKeyValue { get; init; }

    /// <summary>Factor on the logits; null for 1/√headDim.</summary>
    public double? Scale { get; init; }

    /// <summary>Probability with which a weight is dropped in training.</summary>
    public double AttentionDropout { get; init; }
}
