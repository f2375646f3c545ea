namespace VisionAttention.Attention;

/// <summary>Where an <see cref="AttentionStem"/> takes its values from.</summary>
/// <remarks>The three rows of Ramachandran et al. 2019, Table 7.</remarks>
public enum StemValues
{
    /// <summary>A mixture of value matrices that depends on the place in the block (Eq. 8 and 9); the logits are q·k without a position term.</summary>
    SpatiallyAware,

    /// <summary>One ordinary value matrix; the logits are q·k + q·r inside the block (Eq. 3).</summary>
    Plain,

    /// <summary>A spatial convolution of the block's size; the logits are q·k + q·r inside the block (Eq. 3).</summary>
    SpatialConvolution,
}
