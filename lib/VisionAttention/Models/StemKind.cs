namespace VisionAttention.Models;

/// <summary>The first layers of an <see cref="AttentionResNet"/>.</summary>
public enum StemKind
{
    /// <summary>A 7×7 convolution of stride 2, batch norm, ReLU, a 3×3 max pool of stride 2: 4 times smaller on each side.</summary>
    Convolution,

    /// <summary>The attention stem, batch norm, a max pool over each block: smaller by the side of a block.</summary>
    Attention,

    /// <summary>For small images: a 3×3 convolution of stride 1, batch norm, ReLU; the size stays.</summary>
    SmallConvolution,
}
