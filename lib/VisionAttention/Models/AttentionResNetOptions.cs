using VisionAttention.Attention;
using VisionAttention.Tensors;

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

    // Convolutions have a bias and no norm behind them: see FuseConvNorm.
    internal bool HasFusedNorms { get; init; }

    /// <summary>Output channels of a block divided by the channels of its spatial layers.</summary>
    public int Expansion => Block == BlockKind.Basic ? BasicBlock.Expansion : Bottleneck.Expansion;

    /// <summary>The plain network: convolutions everywhere.</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions Convolutional(int depth) => new AttentionResNetOptions { Depth = depth };

    /// <summary>Attention in all four groups behind a convolutional stem: the paper's "conv-stem + attention".</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions ConvolutionStem(int depth)
    {
        var everywhere = Enumerable.Repeat(SpatialOperator.Attention, GroupCount).ToArray();
        return new AttentionResNetOptions { Depth = depth, Groups = everywhere };
    }

    /// <summary>No spatial convolution at all: the attention stem and attention in all four groups, the paper's "full attention".</summary>
    /// <param name="depth">26, 38 or 50.</param>
    public static AttentionResNetOptions FullAttention(int depth) => ConvolutionStem(depth) with { Stem = StemKind.Attention };

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
    public long Channels(int group) => ChannelsPerGroup?[group] ?? (long)Math.Round(64 * Width) << group;

    /// <summary>Channels that come into a group's first block.</summary>
    /// <param name="group">0 to 3; 0 asks for the channels of the stem.</param>
    public long InputChannels(int group) => group == 0 ? StemChannels ?? Channels(0) : Expansion * Channels(group - 1);

    /// <summary>Settings of the local self-attention layers in a group.</summary>
    /// <param name="group">0 to 3.</param>
    public LocalSelfAttentionOptions AttentionIn(int group) =>
        Attention with { KernelSize = KernelSizes?[group] ?? Attention.KernelSize, Heads = Heads?[group] ?? Attention.Heads };

    private const double WidestFactor = 256; // 16,384 channels in the first group; a typing error should not ask for terabytes

    /// <summary>Refuses settings that do not fit each other.</summary>
    /// <exception cref="ArgumentException">The message names the numbers.</exception>
    internal void Check()
    {
        CheckKinds();
        CheckLists();
        CheckSizes();
        for (var group = 0; group < GroupCount; group++)
        {
            var block = BlockIn(group);
            var spatialInChannels = Block == BlockKind.Basic ? InputChannels(group) : Channels(group);
            ResidualLayers.Check(InputChannels(group), Channels(group), spatialInChannels, block);
        }
        if (Stem == StemKind.Attention)
            VisionAttention.Attention.AttentionStem.Check(InChannels, InputChannels(0), AttentionStem);
    }

    /// <summary>The settings of a group's blocks.</summary>
    internal ResidualBlockOptions BlockIn(int group)
    {
        return new ResidualBlockOptions
        {
            Spatial = Groups[group],
            Attention = AttentionIn(group),
            ZeroInitialisedLastNorm = ZeroInitialisedLastNorm,
            BatchNormMomentum = BatchNormMomentum,
            HasFusedNorms = HasFusedNorms,
        };
    }

    private void CheckKinds()
    {
        Require.Known(Stem, "stem");
        Require.Known(Block, "block");
        if (Attention is null)
            throw new ArgumentException("attention is null, expected the settings of the local self-attention layers");
        if (AttentionStem is null)
            throw new ArgumentException("attentionStem is null, expected the settings of the attention stem");
        if (Groups is null)
            throw new ArgumentException("groups is null, expected one spatial operator for each group");
    }

    private void CheckLists()
    {
        CheckCount("groups", Groups, "one spatial operator for each group");
        CheckCount("kernelSizes", KernelSizes, "one window for each group");
        CheckCount("heads", Heads, "one number for each group");
        CheckCount("blocksPerGroup", BlocksPerGroup, "one number for each group");
        CheckCount("channelsPerGroup", ChannelsPerGroup, "one number for each group");
    }

    private static void CheckCount<T>(string name, IReadOnlyList<T>? list, string rule)
    {
        if (list is not null && list.Count != GroupCount)
            throw new ArgumentException($"{name} has {list.Count} entries, expected {GroupCount}: {rule}");
    }

    private void CheckSizes()
    {
        var blocks = Blocks();
        for (var group = 0; group < GroupCount; group++)
        {
            if (blocks[group] < 1)
                throw new ArgumentException($"blocksPerGroup has {blocks[group]} blocks in group {group + 1}, at least 1 is needed");
            if (ChannelsPerGroup is { } channels && channels[group] < 1)
                throw new ArgumentException($"channelsPerGroup has {channels[group]} channels in group {group + 1}, at least 1 is needed");
        }
        if (ChannelsPerGroup is null && !(Width > 0 && Width <= WidestFactor))
            throw new ArgumentException($"width {Width} is not a factor above 0 and at most {WidestFactor}");
        if (Channels(0) < 1)
            throw new ArgumentException($"width {Width} leaves {Channels(0)} channels in the first group, at least 1 is needed");
        if (StemChannels is < 1)
            throw new ArgumentException($"stemChannels {StemChannels} is not above 0");
        Require.AboveZero(InChannels, "inChannels");
        Require.AboveZero(Classes, "classes");
    }
}

/// <summary>The first layers of an <see cref="AttentionResNet"/>.</summary>
public enum StemKind
{
    /// <summary>A 7×7 convolution of stride 2, batch norm, ReLU, a 3×3 max pool of stride 2: 4 times smaller on each side.</summary>
    Convolution,

    /// <summary>The attention stem, batch norm, a max pool over each block: smaller by the side of a block.</summary>
    Attention,

    /// <summary>For small images: a 3×3 convolution of stride 1, batch norm, ReLU; the size stays.</summary>
    SmallConvolution,
}

/// <summary>The residual block a network is made of.</summary>
/// <remarks>He et al. 2016, section 4.1: the basic block of ResNet-18 and 34, the bottleneck of ResNet-50.</remarks>
public enum BlockKind
{
    /// <summary>1×1 down, a spatial layer, 1×1 up: <see cref="Models.Bottleneck"/>.</summary>
    Bottleneck,

    /// <summary>Two spatial layers: <see cref="BasicBlock"/>.</summary>
    Basic,
}

/// <summary>What mixes neighbouring pixels in a group of residual blocks.</summary>
public enum SpatialOperator
{
    /// <summary>A 3×3 convolution, as in a plain ResNet.</summary>
    Convolution,

    /// <summary>Stand-alone local self-attention.</summary>
    Attention,
}
