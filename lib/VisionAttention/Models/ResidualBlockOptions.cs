using VisionAttention.Attention;

namespace VisionAttention.Models;

/// <summary>The settings of a <see cref="Bottleneck"/> or a <see cref="BasicBlock"/>.</summary>
public sealed record ResidualBlockOptions
{
    /// <summary>Convolution or attention.</summary>
    public SpatialOperator Spatial { get; init; } = SpatialOperator.Convolution;

    /// <summary>Settings of an attention layer, where there is one. The block sets the stride.</summary>
    public LocalSelfAttentionOptions Attention { get; init; } = new();

    /// <summary>The last batch norm starts with scale 0: a fresh block is its shortcut and a ReLU.</summary>
    public bool ZeroInitialisedLastNorm { get; init; }

    /// <summary>Weight of the new batch in the running statistics, 0 to 1: 1 − decay.</summary>
    public double BatchNormMomentum { get; init; } = 0.1;
}
