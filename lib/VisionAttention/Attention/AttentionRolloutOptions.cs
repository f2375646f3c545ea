namespace VisionAttention.Attention;

/// <summary>Settings of attention rollout. The defaults are those of Abnar and Zuidema 2020.</summary>
public sealed record AttentionRolloutOptions
{
    /// <summary>How heads become one map.</summary>
    public HeadFusion HeadFusion { get; init; } = HeadFusion.Mean;

    /// <summary>Whether the skip connection counts: 0.5·A + 0.5·I instead of A.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>
    /// Share of the smallest weights of a fused map that are set to 0; from 0 up to but without 1. That many of all T·T weights of an image
    /// are looked up (rounded down); the weight of the first token on itself is spared if it is among them. Which of equal weights go is
    /// not defined.
    /// </summary>
    public double DiscardRatio { get; init; }

    /// <summary>By what the entries are divided.</summary>
    public RolloutNormalisation Normalisation { get; init; } = RolloutNormalisation.EachRow;
}
