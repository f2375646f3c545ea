using VisionAttention.Kernels;
using VisionAttention.Positions;

namespace VisionAttention.Attention;

/// <summary>The settings of a <see cref="LocalSelfAttention"/> layer. The defaults are the paper's: k = 7, 8 heads, relative positions.</summary>
public sealed record LocalSelfAttentionOptions
{
    /// <summary>Side k of the window, in positions; odd.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>1, or 2 for a 2×2 average pool of stride 2 after the attention; a last odd row or column is averaged by itself.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Number of heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>How the layer knows where things are.</summary>
    public PositionKind Position { get; init; } = PositionKind.Relative;

    /// <summary>One pair of row and column tables for each head instead of one pair for all.</summary>
    public bool TablesPerHead { get; init; }

    /// <summary>Each head projects its own slice of the input channels (the paper's text) instead of all of them (the paper's costs).</summary>
    public bool GroupedProjections { get; init; }

    /// <summary>Whether the projections add a bias (before the border is padded, so padded keys and values stay 0).</summary>
    public bool Bias { get; init; }

    /// <summary>What happens outside the image.</summary>
    public Border Border { get; init; } = Border.ZeroPad;

    /// <summary>Factor on the logits; the paper writes none.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>How the attention is computed.</summary>
    public Engine Engine { get; init; } = Engine.Auto;
}
