namespace VisionAttention.Models;

/// <summary>How a Vision Transformer knows where its patches are. Compare Dosovitskiy et al. 2021, Table 8.</summary>
public enum TokenPosition
{
    /// <summary>It does not: patches are a set.</summary>
    None,

    /// <summary>A learned vector for each place, added to the tokens (ViT).</summary>
    Learned,

    /// <summary>A fixed two-dimensional sine and cosine table, added to the patches (SimpleViT, Beyer et al. 2022).</summary>
    Sinusoidal,
}
