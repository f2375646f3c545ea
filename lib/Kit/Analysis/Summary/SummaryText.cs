using VisionAttention.Costs;
using static System.FormattableString;

namespace VisionAttention.Kit.Analysis.Summary;

/// <summary>A summary for people: blocks that repeat are shown once.</summary>
internal static class SummaryText
{
    /// <summary>The layers, the totals, the unit.</summary>
    public static string Of(ModelSummary summary)
    {
        var (arguments, costs) = (summary.Arguments, summary.Costs);
        var table = new TextTable("llrrrr");
        table.Add("layer", "", "in", "out", "parameters", "MFLOPs");
        var blocks = Blocks(costs.Layers);
        for (var index = 0; index < blocks.Count; index++)
        {
            var last = index;
            while (last + 1 < blocks.Count && IsAlike(blocks[index], blocks[last + 1]))
                last++;
            AddBlock(table, blocks[index]);
            if (last > index)
                table.Add($"{Repeated(blocks, index, last)}: as the block before, {Totals(blocks[index].Layers)}{(last == index + 1 ? "" : " each")}");
            index = last;
        }
        var lines = new List<string>
        {
            Invariant($"{arguments.Model}, input {arguments.Channels}×{arguments.Image}, {arguments.Classes} classes{Choices(arguments)}"),
            table.ToString(),
            Invariant($"parameters     {costs.Parameters,20:N0}"),
            Invariant($"multiply-adds  {costs.MultiplyAdds,20:N0}   one multiplication and one addition are one"),
            Invariant($"FLOPs          {costs.Flops,20:N0}   convention {summary.Convention}: {Unit(costs.Convention)}"),
        };
        lines.AddRange(summary.Notes.Select(note => $"note: {note}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Choices(SummaryArguments arguments)
    {
        var attention = arguments.Attention is { } where ? $", attention {where}" : "";
        return arguments.Width is { } width ? Invariant($"{attention}, width {width}") : attention;
    }

    private static void AddBlock(TextTable table, Block block)
    {
        if (block.Name.Length > 0)
            table.Add($"{block.Name}: {Totals(block.Layers)}");
        foreach (var layer in block.Layers)
        {
            table.Add(
                block.Name.Length > 0 ? $"  {Inside(block, layer)}" : layer.Name, layer.Kind, Shape(layer.InputShape), Shape(layer.OutputShape),
                layer.Parameters == 0 ? "" : Invariant($"{layer.Parameters:N0}"), Millions(layer.Flops));
        }
    }

    private static string Repeated(List<Block> blocks, int first, int last)
    {
        return last == first + 1 ? blocks[last].Name : $"{blocks[first + 1].Name} to {blocks[last].Name.Split('.')[^1]}";
    }

    private static string Totals(IReadOnlyList<LayerCost> layers)
    {
        return Invariant($"{layers.Sum(layer => layer.Parameters):N0} parameters, {layers.Sum(layer => layer.Flops) / 1e6:N1} MFLOPs");
    }

    // Layers with the same number in their names are one block; layers without stand by themselves.
    private static List<Block> Blocks(IReadOnlyList<LayerCost> layers)
    {
        var blocks = new List<Block>();
        foreach (var layer in layers)
        {
            var parts = layer.Name.Split('.');
            var number = Array.FindIndex(parts, part => int.TryParse(part, out _));
            var name = number < 0 ? "" : string.Join('.', parts[..(number + 1)]);
            if (blocks.Count == 0 || blocks[^1].Name != name)
                blocks.Add(new Block(name, []));
            blocks[^1].Layers.Add(layer);
        }
        return blocks;
    }

    private static bool IsAlike(Block first, Block second)
    {
        return first.Name.Length > 0 && second.Name.Length > 0
            && first.Name[..first.Name.LastIndexOf('.')] == second.Name[..second.Name.LastIndexOf('.')]
            && first.Layers.Select(layer => Key(first, layer)).SequenceEqual(second.Layers.Select(layer => Key(second, layer)));
    }

    private static string Key(Block block, LayerCost layer)
    {
        return Invariant($"{Inside(block, layer)} {layer.Kind} {Shape(layer.InputShape)} {Shape(layer.OutputShape)} {layer.Parameters} {layer.Flops}");
    }

    private static string Inside(Block block, LayerCost layer)
    {
        return layer.Name == block.Name ? "+" : layer.Name[(block.Name.Length + 1)..];
    }

    private static string Shape(IReadOnlyList<long> shape) => string.Join('×', shape);

    private static string Millions(long flops) => flops == 0 ? "" : (flops / 1e6).ToString("N3", System.Globalization.CultureInfo.InvariantCulture);

    private static string Unit(CostConvention convention)
    {
        return convention switch
        {
            CostConvention.Paper => "a multiply-add is 2; norms, ReLU, sums, softmax count",
            CostConvention.Simple => "a multiply-add is 2; norms, ReLU, sums, softmax, pools count",
            _ => "twice the multiply-adds, nothing else",
        };
    }

    private sealed record Block(string Name, List<LayerCost> Layers);
}
