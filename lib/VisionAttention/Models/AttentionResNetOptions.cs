using VisionAttention.Attention;

namespace VisionAttention.Models;

/// <summary>The settings of an <see cref="AttentionResNet"/>.</summary>
/// <remarks>Ramachandran et al. 2019, section 4.1: ResNet-50 and its smaller relatives with one (38) or two (26) blocks fewer a group.</remarks>
public sealed record AttentionResNetOptions
{
    /// <summary>Groups of residual blocks in every network.</summary>
    public const int GroupCount = 4;

    /// <summary>26, 38 or 50 layers with bottlenecks, 18 or 34 with basic blocks. Without effect where <see cref="BlocksPerGroup"/> is given.</summary>
    public int Depth { get; init; } = 26;

    /// <summary>Factor on the width of every layer: 1 gives the paper's 64, 128, 256 and 512 channels in the four groups.</summary>
    public double Width { get; init; } = 1.0;

    /// <summary>Channels of the images.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>The first layers.</summary>
    public StemKind Stem { get; init; } = StemKind.Convolution;

    /// <summary>Whether the stem ends with its max pool. Without it small images stay large enough for four groups; a small stem has none.</summary>
    public bool PoolsStem { get; init; } = true;

    /// <summary>Settings of the attention stem, where there is one.</summary>
    public AttentionStemOptions AttentionStem { get; init; } = new();

    /// <summary>The residual block.</summary>
    public BlockKind Block { get; init; } = BlockKind.Bottleneck;

    /// <summary>The spatial operator of each of the four groups.</summary>
    public IReadOnlyList<SpatialOperator> Groups { get; init; } =
        [SpatialOperator.Convolution, SpatialOperator.Convolution, SpatialOperator.Convolution, SpatialOperator.Convolution];

    /// <summary>Settings of every local self-attention layer.</summary>
    public LocalSelfAttentionOptions Attention { get; init; } = new();

    /// <summary>The side of the window in each of the four groups, or null for that of <see cref="Attention"/> in all.</summary>
    public IReadOnlyList<int>? KernelSizes { get; init; }

    /// <summary>The number of heads in each of the four groups, or null for that of <see cref="Attention"/> in all.</summary>
    public IReadOnlyList<int>? Heads { get; init; }

    /// <summary>Blocks in each of the four groups, or null for those of the depth.</summary>
    public IReadOnlyList<int>? BlocksPerGroup { get; init; }

    /// <summary>Channels of the spatial layers in each of the four groups, or null for those of the width.</summary>
    public IReadOnlyList<int>? ChannelsPerGroup { get; init; }

    /// <summary>Channels of the stem, or null for those of the first group.</summary>
    public int? StemChannels { get; init; }

    /// <summary>The last batch norm of each block starts with scale 0, so that a fresh block is its shortcut and a ReLU.</summary>
    public bool ZeroInitialisedLastNorm { get; init; }

    /// <summary>Weight of the new batch in batch norm's running statistics, 0 to 1. A paper's "decay" is 1 less this: 0.9999 in appendix A.2 is 0.0001 here.</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>Output channels of a block divided by the channels of its spatial layers.</summary>
    public int Expansion => Block == BlockKind.Basic ? BasicBlock.Expansion : Bottleneck.Expansion;

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
        var everywhere = Enumerable.Repeat(SpatialOperator.Attention, GroupCount).ToArray();
        return new AttentionResNetOptions { Depth = depth, Groups = everywhere };
    }

    /// <summary>No spatial convolution at all: the attention stem and attention in all four groups, the paper's "full attention".</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions FullAttention(int depth)
    {
        return ConvolutionStem(depth) with { Stem = StemKind.Attention };
    }

    /// <summary>Attention in some groups and convolution in the others, behind a convolutional stem: the rows of the paper's Table 3.</summary>
    /// <param name="depth">26, 38 or 50.</param>
    /// <param name="attentionGroups">Numbers of the groups with attention, 1 to 4 as the paper counts them.</param>
    /// <exception cref="ArgumentException">A group that does not exist.</exception>
    public static AttentionResNetOptions Mixed(int depth, params int[] attentionGroups)
    {
        ArgumentNullException.ThrowIfNull(attentionGroups);
        var groups = Enumerable.Repeat(SpatialOperator.Convolution, GroupCount).ToArray();
        foreach (var group in attentionGroups)
        {
            if (group is < 1 or > GroupCount)
                throw new ArgumentException($"attention group {group} is not one of 1, 2, 3, 4");
            groups[group - 1] = SpatialOperator.Attention;
        }
        return new AttentionResNetOptions { Depth = depth, Groups = groups };
    }

    /// <summary>Blocks in each of the four groups.</summary>
    /// <exception cref="ArgumentException">A depth that the blocks do not have.</exception>
    public IReadOnlyList<int> Blocks()
    {
        return BlocksPerGroup ?? (Block, Depth) switch
        {
            (BlockKind.Bottleneck, 26) => [1, 2, 4, 1],
            (BlockKind.Bottleneck, 38) => [2, 3, 5, 2],
            (BlockKind.Bottleneck, 50) => [3, 4, 6, 3],
            (BlockKind.Basic, 18) => [2, 2, 2, 2],
            (BlockKind.Basic, 34) => [3, 4, 6, 3],
            (BlockKind.Basic, _) => throw new ArgumentException($"depth {Depth} is not one of 18, 34: the block is basic"),
            _ => throw new ArgumentException($"depth {Depth} is not one of 26, 38, 50"),
        };
    }

    /// <summary>Channels of the spatial layers in a group.</summary>
    /// <param name="group">0 to 3.</param>
    public long Channels(int group)
    {
        return ChannelsPerGroup?[group] ?? (long)Math.Round(64 * Width) << group;
    }

    /// <summary>Channels that come into a group's first block.</summary>
    /// <param name="group">0 to 3; 0 asks for the channels of the stem.</param>
    public long InputChannels(int group)
    {
        return group == 0 ? StemChannels ?? Channels(0) : Expansion * Channels(group - 1);
    }

    /// <summary>Settings of the local self-attention layers in a group.</summary>
    /// <param name="group">0 to 3.</param>
    public LocalSelfAttentionOptions AttentionIn(int group)
    {
        return Attention with { KernelSize = KernelSizes?[group] ?? Attention.KernelSize, Heads = Heads?[group] ?? Attention.Heads };
    }
}
