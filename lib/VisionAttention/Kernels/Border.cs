namespace VisionAttention.Kernels;

/// <summary>What happens to the positions of a window that lie outside the image.</summary>
/// <remarks>The equations of Ramachandran et al. 2019 leave this open; both readings are in public code and differ at the rim only.</remarks>
public enum Border
{
    /// <summary>They stay in the softmax with key 0 and value 0, so their logit is that of the position term alone.</summary>
    ZeroPad,

    /// <summary>They leave the softmax: their weight is 0.</summary>
    Mask,
}
