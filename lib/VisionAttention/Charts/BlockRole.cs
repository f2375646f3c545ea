namespace VisionAttention.Charts;

/// <summary>What a block of a network mixes by.</summary>
public enum BlockRole
{
    /// <summary>Neither: a norm, a pool, a linear layer, an MLP.</summary>
    Other,

    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>Self-attention.</summary>
    Attention,
}
