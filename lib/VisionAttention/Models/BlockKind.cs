namespace VisionAttention.Models;

/// <summary>The residual block a network is made of.</summary>
/// <remarks>He et al. 2016, section 4.1: the basic block of ResNet-18 and 34, the bottleneck of ResNet-50.</remarks>
public enum BlockKind
{
    /// <summary>1×1 down, a spatial layer, 1×1 up: <see cref="Models.Bottleneck"/>.</summary>
    Bottleneck,

    /// <summary>Two spatial layers: <see cref="BasicBlock"/>.</summary>
    Basic,
}
