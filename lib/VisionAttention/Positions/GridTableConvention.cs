namespace VisionAttention.Positions;

/// <summary>In which order a sinusoidal table for a grid lists rows and columns, sines and cosines, and how its frequencies are spaced.</summary>
/// <remarks>
/// Each of the four parts has F = D / 4 channels, one a frequency: the angle of frequency i is row / temperature^e or column / temperature^e.
/// The exponent e is i / F, but i / (F − 1) under <see cref="Lucidrains"/>. A checkpoint trained with one convention fails silently with
/// another: every table has the same shape and the same kind of numbers.
/// </remarks>
public enum GridTableConvention
{
    /// <summary>[sin row | cos row | sin column | cos column], e = i / F. The library's own; local attention adds it to pixels as [C, H, W].</summary>
    RowThenColumn,

    /// <summary>[sin column | cos column | sin row | cos row], e = i / F. MAE (He et al. 2022), whose code calls the first half the row.</summary>
    Mae,

    /// <summary>[sin row | sin column | cos row | cos column], e = i / F. timm's <c>build_sincos2d_pos_embed</c> as it comes.</summary>
    Timm,

    /// <summary>[sin row | cos row | sin column | cos column], e = i / F. timm with <c>interleave_sin_cos</c>: the numbers of <see cref="RowThenColumn"/>.</summary>
    TimmInterleaved,

    /// <summary>[sin column | cos column | sin row | cos row], e = i / (F − 1). SimpleViT of lucidrains' vit-pytorch, and Google's big_vision.</summary>
    Lucidrains,
}
