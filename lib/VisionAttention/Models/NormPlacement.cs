namespace VisionAttention.Models;

/// <summary>Where an encoder block normalises.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and MLP, inside the residual branch: x + f(norm(x)). ViT.</summary>
    Pre,

    /// <summary>After each sum: norm(x + f(x)). Vaswani et al. 2017.</summary>
    Post,
}
