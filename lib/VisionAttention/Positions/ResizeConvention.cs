namespace VisionAttention.Positions;

/// <summary>How new positions are computed from old ones when a position table is resized.</summary>
/// <remarks>
/// Half-pixel centres: new position i looks at (i + ½) · old/new − ½. All conventions differ from each other but for
/// <see cref="Bilinear"/> and <see cref="BilinearAntialias"/> when enlarging. Which one a checkpoint was fine-tuned with belongs to the
/// checkpoint: another one costs accuracy without any error. The cubic is Keys' kernel with the coefficient a given.
/// </remarks>
public enum ResizeConvention
{
    /// <summary>Cubic over 4 positions, a = −0.75, half-pixel centres, the border repeated. PyTorch's bicubic; DeiT, Swin.</summary>
    Bicubic,

    /// <summary>Cubic with a = −0.5, widened when shrinking, weights outside the table dropped and the rest rescaled. timm's default.</summary>
    /// <remarks>It differs from <see cref="Bicubic"/> even when enlarging, because of the coefficient and the border.</remarks>
    BicubicAntialias,

    /// <summary>As <see cref="Bicubic"/>, but looking at (i + ½) · old/(new + 0.1) − ½. DINO and older Hugging Face code.</summary>
    /// <remarks>Both add 0.1 to the size lest rounding lose a position, and so shift every sample a little towards the top left.</remarks>
    BicubicScalePlusTenth,

    /// <summary>Linear between 2 positions, half-pixel centres, the border repeated. timm's loader of Google's files.</summary>
    Bilinear,

    /// <summary>Linear, widened when shrinking, weights outside the table dropped and the rest rescaled.</summary>
    BilinearAntialias,

    /// <summary>Linear, first on first and last on last position: (old − 1)/(new − 1) · i. Google's Vision Transformer (zoom of order 1).</summary>
    BilinearAlignCorners,
}
