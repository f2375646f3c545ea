using VisionAttention.Attention;

namespace VisionAttention.Models;

/// <summary>The settings of an <see cref="AttentionResNet"/>.</summary>
/// <remarks>Ramachandran et al. 2019, section 4.1: ResNet-50 and its smaller relatives with one (38) or two (26) blocks fewer a group.</remarks>
public sealed record AttentionResNetOptions
{
    /// <summary>26, 38 or 50 layers.</summary>
    public int Depth { get; init; } = 26;

    /// <summary>Factor on the width of every layer: 1 gives the paper's 64, 128, 256 and 512 channels in the four groups.</summary>
    public double Width { get; init; } = 1.0;

    /// <summary>Channels of the images.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>The first layers.</summary>
    public StemKind Stem { get; init; } = StemKind.Convolution;

    /// <summary>Settings of the attention stem, where there is one.</summary>
    public AttentionStemOptions AttentionStem { get; init; } = new();

    /// <summary>The spatial operator of each of the four groups.</summary>
    public IReadOnlyList<SpatialOperator> Groups { get; init; } =
        [SpatialOperator.Convolution, SpatialOperator.Convolution, SpatialOperator.Convolution, SpatialOperator.Convolution];

    /// <summary>Settings of every local self-attention layer.</summary>
    public LocalSelfAttentionOptions Attention { get; init; } = new();

    /// <summary>The plain network: convolutions everywhere.</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions Convolutional(int depth)
    {
        return new AttentionResNetOptions { Depth = depth };
    }

    /// <summary>Attention in all four groups behind a convolutional stem: the paper's "conv-stem + attention".</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions ConvolutionStem(int depth)
    {
        var everywhere = Enumerable.Repeat(SpatialOperator.Attention, 4).ToArray();
        return new AttentionResNetOptions { Depth = depth, Groups = everywhere };
    }

    /// <summary>No spatial convolution at all: the attention stem and attention in all four groups, the paper's "full attention".</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions FullAttention(int depth)
    {
        return ConvolutionStem(depth) with { Stem = StemKind.Attention };
    }

    /// <summary>Blocks in each of the four groups.</summary>
    /// <exception cref="ArgumentException">A depth other than 26, 38 and 50.</exception>
    public IReadOnlyList<int> Blocks()
    {
        return Depth switch
        {
            26 => [1, 2, 4, 1],
            38 => [2, 3, 5, 2],
            50 => [3, 4, 6, 3],
            _ => throw new ArgumentException($"depth {Depth} is not one of 26, 38, 50"),
        };
    }

    /// <summary>Channels of the spatial layers in a group.</summary>
    /// <param name="group">0 to 3.</param>
    public long Channels(int group)
    {
        return (long)Math.Round(64 * Width) << group;
    }
}
