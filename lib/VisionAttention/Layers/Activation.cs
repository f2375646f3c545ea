namespace VisionAttention.Layers;

/// <summary>The non-linear function between two linear layers.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with the exact error function (Hendrycks and Gimpel 2016): ViT, DeiT.</summary>
    Gelu,

    /// <summary>The tanh approximation of GELU.</summary>
    GeluTanh,

    /// <summary>x·σ(1.702·x), as in OpenAI's CLIP.</summary>
    QuickGelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·σ(x).</summary>
    Silu,
}
