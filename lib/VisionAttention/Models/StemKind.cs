namespace VisionAttention.Models;

/// <summary>The first layers of an <see cref="AttentionResNet"/>. Both shrink the image 4 times on each side.</summary>
public enum StemKind
{
    /// <summary>A 7×7 convolution of stride 2, batch norm, ReLU, a 3×3 max pool of stride 2.</summary>
    Convolution,

    /// <summary>The attention stem, batch norm, a max pool over each block.</summary>
    Attention,
}
