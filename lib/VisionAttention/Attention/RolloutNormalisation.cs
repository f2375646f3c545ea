namespace VisionAttention.Attention;

/// <summary>By what the entries of a layer's matrix are divided before the layers are multiplied.</summary>
public enum RolloutNormalisation
{
    /// <summary>A_ij / Σ_k A_ik: every row by its own sum, so that rows sum to 1.</summary>
    EachRow,

    /// <summary>A_ij / Σ_k A_jk: column j by the sum of row j, which a widespread program computes by mistake.</summary>
    /// <remarks>
    /// The code at jacobgil/vit-explain divides by the sums without keeping their dimension. While rows sum to 1 it makes no difference;
    /// after weights were discarded, or with heads fused by maximum or minimum, it does. Only for repeating that program's pictures.
    /// </remarks>
    AsPublished,
}
