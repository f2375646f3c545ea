namespace VisionAttention.Attention;

/// <summary>The settings of an <see cref="AttentionAugmentedConv2d"/>. The shares are the typical ones of the paper, κ = 2·υ = 0.2.</summary>
public sealed record AttentionAugmentedConv2dOptions
{
    /// <summary>Side of the convolution's kernel, in positions; odd, so that the map keeps its size.</summary>
    public int KernelSize { get; init; } = 3;

    /// <summary>Number of heads; must divide the depth of the keys and that of the values.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>κ: depth of queries and keys as a share of the output channels.</summary>
    public double KeyShare { get; init; } = 0.2;

    /// <summary>υ: output channels that attention makes as a share of all; the convolution makes the others. 1 leaves attention alone.</summary>
    public double ValueShare { get; init; } = 0.1;

    /// <summary>Rows H of the map the layer is made for: the relative embeddings know this size only.</summary>
    public int Height { get; init; } = 14;

    /// <summary>Columns W of the map the layer is made for.</summary>
    public int Width { get; init; } = 14;

    /// <summary>Whether the logits have the relative position term.</summary>
    public bool RelativePositions { get; init; } = true;

    /// <summary>Whether the convolution and the projections add a bias.</summary>
    public bool Bias { get; init; } = true;
}
