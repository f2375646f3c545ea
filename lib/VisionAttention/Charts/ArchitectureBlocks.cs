using System.Globalization;
using VisionAttention.Costs;

namespace VisionAttention.Charts;

/// <summary>The layers of a cost report, gathered to the blocks that a picture shows.</summary>
internal static class ArchitectureBlocks
{
    private const string Backbone = "patch_embed.backbone.";

    /// <summary>Blocks of a residual network or of a Vision Transformer; alike ones that follow each other are one with a count.</summary>
    public static IReadOnlyList<ArchitectureBlock> Of(CostReport report)
    {
        var blocks = new List<ArchitectureBlock>();
        var depth = Depth(report);
        // Every encoder block is like the first, which stands for all.
        var layers = report.Layers.Where(layer => !layer.Name.StartsWith("blocks.", StringComparison.Ordinal) || layer.Name.StartsWith("blocks.0.", StringComparison.Ordinal)).ToArray();
        for (var start = 0; start < layers.Length;)
        {
            var (group, name) = Place(layers[start].Name, depth);
            var end = start + 1;
            while (end < layers.Length && Place(layers[end].Name, depth) == (group, name))
                end++;
            Append(blocks, Block(group, name, layers[start..end], report, depth));
            start = end;
        }
        return blocks;
    }

    private static int Depth(CostReport report)
    {
        return report.Layers
            .Where(layer => layer.Name.StartsWith("blocks.", StringComparison.Ordinal))
            .Select(layer => int.Parse(layer.Name.Split('.')[1], CultureInfo.InvariantCulture) + 1)
            .DefaultIfEmpty(0).Max();
    }

    // The group and the block that a layer belongs to.
    private static (string Group, string Name) Place(string layer, int depth)
    {
        if (layer.StartsWith(Backbone, StringComparison.Ordinal))
        {
            var (group, name) = Place(layer[Backbone.Length..], depth: 0);
            return ($"backbone {group.Replace("group ", "", StringComparison.Ordinal)}", name);
        }
        var parts = layer.Split('.');
        if (parts[0] == "blocks")
            return ($"encoder × {depth}", parts[2] is "norm1" or "attn" or "ls1" ? "attn" : "mlp");
        if (parts[0].StartsWith("layer", StringComparison.Ordinal))
            return ($"group {parts[0]["layer".Length..]}", $"{parts[0]}.{parts[1]}");
        return parts[0] switch
        {
            "conv1" or "bn1" => ("stem", "conv1"),
            "maxpool" => ("stem", "maxpool"),
            "patch_embed" => ("embedding", "patch_embed"),
            "cls_token" or "dist_token" or "reg_token" or "pos_embed" or "positions" or "norm_pre" => ("embedding", "tokens"),
            var head => ("head", head),
        };
    }

    private static ArchitectureBlock Block(string group, string name, LayerCost[] layers, CostReport report, int depth)
    {
        var isEncoder = group.StartsWith("encoder", StringComparison.Ordinal);
        var shape = name == "tokens"
            ? report.Layers.First(layer => layer.Name.StartsWith("blocks.", StringComparison.Ordinal)).InputShape
            : layers[^1].OutputShape;
        return new ArchitectureBlock(group, name, Operator(name, layers), $"[{string.Join(", ", shape)}]")
        {
            Parameters = layers.Sum(layer => layer.Parameters),
            Repeat = isEncoder ? depth : 1,
        };
    }

    private static string Operator(string name, LayerCost[] layers)
    {
        if (name == "attn")
            return layers.First(layer => layer.Kind.StartsWith("attention", StringComparison.Ordinal)).Kind;
        if (name == "mlp")
        {
            var hidden = layers.First(layer => layer.Kind.StartsWith("linear", StringComparison.Ordinal));
            return $"MLP of {hidden.OutputShape[^1]}{hidden.Kind["linear".Length..]}";
        }
        if (name == "tokens")
            return string.Join(", ", layers.Select(layer => layer.Kind));
        if (!name.StartsWith("layer", StringComparison.Ordinal))
            return layers.Select(layer => layer.Kind).FirstOrDefault(kind => kind.StartsWith("attention", StringComparison.Ordinal)) ?? Main(layers).Kind;
        // A bottleneck's spatial layer is the second, between two of 1×1; a basic block has two spatial layers.
        var isBottleneck = layers.Any(layer => layer.Name.EndsWith(".conv3", StringComparison.Ordinal));
        string[] spatial = [.. layers
            .Where(layer => layer.Name.EndsWith(".conv2", StringComparison.Ordinal) || (!isBottleneck && layer.Name.EndsWith(".conv1", StringComparison.Ordinal)))
            .Select(layer => layer.Kind)];
        return spatial.Length == 2 && spatial[0] == spatial[1] ? $"two of {spatial[0]}" : string.Join(" and ", spatial);
    }

    private static LayerCost Main(LayerCost[] layers)
    {
        return layers.MaxBy(layer => layer.Parameters)!;
    }

    private static void Append(List<ArchitectureBlock> blocks, ArchitectureBlock block)
    {
        if (blocks.Count > 0 && blocks[^1] is var last && block.Name.StartsWith("layer", StringComparison.Ordinal)
            && last with { Name = block.Name, Repeat = block.Repeat } == block)
        {
            blocks[^1] = last with { Name = $"{last.Name.Split(" to ")[0]} to {block.Name.Split('.')[^1]}", Repeat = last.Repeat + 1 };
            return;
        }
        blocks.Add(block);
    }
}

/// <summary>One box in the picture of a network.</summary>
/// <param name="Group">The part of the network it belongs to; boxes that follow each other with the same group stand on one ground.</param>
/// <param name="Name">Its place, as weights are named.</param>
/// <param name="Operator">What it does, in words.</param>
/// <param name="OutputShape">What goes out, without the batch, such as <c>[64, 56, 56]</c>; empty where it is not known.</param>
public sealed record ArchitectureBlock(string Group, string Name, string Operator, string OutputShape)
{
    /// <summary>Trainable numbers of one such block; null where it is not known.</summary>
    public long? Parameters { get; init; }

    /// <summary>How many such blocks follow each other.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Decides the colour. Read from <see cref="Operator"/> where it says attention or convolution.</summary>
    public BlockRole Role { get; init; } = RoleOf(Operator);

    private static BlockRole RoleOf(string operation)
    {
        if (operation?.Contains("attention", StringComparison.OrdinalIgnoreCase) is true)
            return BlockRole.Attention;
        return operation?.Contains("convolution", StringComparison.OrdinalIgnoreCase) is true ? BlockRole.Convolution : BlockRole.Other;
    }
}

/// <summary>What a block of a network mixes by.</summary>
public enum BlockRole
{
    /// <summary>Neither: a norm, a pool, a linear layer, an MLP.</summary>
    Other,

    /// <summary>A convolution.</summary>
    Convolution,

    /// <summary>Self-attention.</summary>
    Attention,
}
