namespace VisionAttention.Models;

/// <summary>What mixes neighbouring pixels in a group of residual blocks.</summary>
public enum SpatialOperator
{
    /// <summary>A 3×3 convolution, as in a plain ResNet.</summary>
    Convolution,

    /// <summary>Stand-alone local self-attention.</summary>
    Attention,
}
