using VisionAttention.Attention;

namespace VisionAttention.Models;

/// <summary>What the settings of an <see cref="AttentionResNet"/> must fulfil before anything is made.</summary>
internal static class AttentionResNetRules
{
    private const double WidestFactor = 256; // 16,384 channels in the first group; a typing error should not ask for terabytes

    /// <summary>Refuses settings that do not fit each other.</summary>
    /// <exception cref="ArgumentException">The message names the numbers.</exception>
    public static void Check(AttentionResNetOptions options)
    {
        CheckKinds(options);
        CheckLists(options);
        CheckSizes(options);
        for (var group = 0; group < AttentionResNetOptions.GroupCount; group++)
        {
            var block = Block(options, group);
            var spatialInChannels = options.Block == BlockKind.Basic ? options.InputChannels(group) : options.Channels(group);
            ResidualLayers.Check(options.InputChannels(group), options.Channels(group), spatialInChannels, block);
        }
        if (options.Stem == StemKind.Attention)
            AttentionStem.Check(options.InChannels, options.InputChannels(0), options.AttentionStem);
    }

    /// <summary>The settings of a group's blocks.</summary>
    public static ResidualBlockOptions Block(AttentionResNetOptions options, int group)
    {
        return new ResidualBlockOptions
        {
            Spatial = options.Groups[group],
            Attention = options.AttentionIn(group),
            ZeroInitialisedLastNorm = options.ZeroInitialisedLastNorm,
            BatchNormMomentum = options.BatchNormMomentum,
        };
    }

    private static void CheckKinds(AttentionResNetOptions options)
    {
        if (!Enum.IsDefined(options.Stem))
            throw new ArgumentException($"stem {options.Stem} is not one of {string.Join(", ", Enum.GetNames<StemKind>())}");
        if (!Enum.IsDefined(options.Block))
            throw new ArgumentException($"block {options.Block} is not one of {string.Join(", ", Enum.GetNames<BlockKind>())}");
        if (options.Attention is null)
            throw new ArgumentException("attention is null, expected the settings of the local self-attention layers");
        if (options.AttentionStem is null)
            throw new ArgumentException("attentionStem is null, expected the settings of the attention stem");
        if (options.Groups is null)
            throw new ArgumentException("groups is null, expected one spatial operator for each group");
    }

    private static void CheckLists(AttentionResNetOptions options)
    {
        CheckCount("groups", options.Groups, "one spatial operator for each group");
        CheckCount("kernelSizes", options.KernelSizes, "one window for each group");
        CheckCount("heads", options.Heads, "one number for each group");
        CheckCount("blocksPerGroup", options.BlocksPerGroup, "one number for each group");
        CheckCount("channelsPerGroup", options.ChannelsPerGroup, "one number for each group");
    }

    private static void CheckCount<T>(string name, IReadOnlyList<T>? list, string rule)
    {
        if (list is not null && list.Count != AttentionResNetOptions.GroupCount)
            throw new ArgumentException($"{name} has {list.Count} entries, expected {AttentionResNetOptions.GroupCount}: {rule}");
    }

    private static void CheckSizes(AttentionResNetOptions options)
    {
        var blocks = options.Blocks();
        for (var group = 0; group < AttentionResNetOptions.GroupCount; group++)
        {
            if (blocks[group] < 1)
                throw new ArgumentException($"blocksPerGroup has {blocks[group]} blocks in group {group + 1}, at least 1 is needed");
            if (options.ChannelsPerGroup is { } channels && channels[group] < 1)
                throw new ArgumentException($"channelsPerGroup has {channels[group]} channels in group {group + 1}, at least 1 is needed");
        }
        if (options.ChannelsPerGroup is null && !(options.Width > 0 && options.Width <= WidestFactor))
            throw new ArgumentException($"width {options.Width} is not a factor above 0 and at most {WidestFactor}");
        if (options.Channels(0) < 1)
            throw new ArgumentException($"width {options.Width} leaves {options.Channels(0)} channels in the first group, at least 1 is needed");
        if (options.StemChannels is < 1)
            throw new ArgumentException($"stemChannels {options.StemChannels} is not above 0");
        if (options.InChannels < 1)
            throw new ArgumentException($"inChannels {options.InChannels} is not above 0");
        if (options.Classes < 1)
            throw new ArgumentException($"classes {options.Classes} is not above 0");
    }
}
