namespace VisionAttention.Models;

/// <summary>Which tokens a Vision Transformer classifies by.</summary>
public enum TokenPooling
{
    /// <summary>The class token (Dosovitskiy et al. 2021, section 3.1).</summary>
    ClassToken,

    /// <summary>The mean of the patch tokens; class, distillation and register tokens are left out (timm's <c>avg</c>).</summary>
    Mean,

    /// <summary>The mean of all tokens, the class token included (lucidrains' vit-pytorch before November 2025).</summary>
    MeanOfAll,
}
