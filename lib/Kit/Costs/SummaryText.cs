using VisionAttention.Costs;
using VisionAttention.Kit.Platform;
using static System.FormattableString;

namespace VisionAttention.Kit.Costs;

/// <summary>A summary for people: blocks that repeat are shown once.</summary>
internal static class SummaryText
{
    /// <summary>The layers, the totals, the unit.</summary>
    public static string Of(ModelSummary summary)
    {
        var (request, costs) = (summary.Request, summary.Costs);
        List<string[]> rows = [["layer", "", "in", "out", "parameters", "MFLOPs"]];
        var blocks = Blocks(costs.Layers);
        for (var index = 0; index < blocks.Count; index++)
        {
            var last = index;
            while (last + 1 < blocks.Count && IsAlike(blocks[index], blocks[last + 1]))
                last++;
            AddBlock(rows, blocks[index]);
            if (last > index)
                rows.Add([$"{Repeated(blocks, index, last)}: as the block before, {Totals(blocks[index].Layers)}{(last == index + 1 ? "" : " each")}"]);
            index = last;
        }
        var lines = new List<string>
        {
            Invariant($"{request.Model}, input {request.Channels}×{request.Image}, {request.Classes} classes{Choices(request)}"),
            TextTable.Text("llrrrr", rows),
            Invariant($"parameters     {costs.Parameters,20:N0}"),
            Invariant($"multiply-adds  {costs.MultiplyAdds,20:N0}   one multiplication and one addition are one"),
            Invariant($"FLOPs          {costs.Flops,20:N0}   convention {summary.Convention}: {Unit(costs.Convention)}"),
        };
        lines.AddRange(summary.Notes.Select(note => $"note: {note}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Choices(SummaryRequest request)
    {
        var attention = request.Attention is { } where ? $", attention {where}" : "";
        return request.Width is { } width ? Invariant($"{attention}, width {width}") : attention;
    }

    private static void AddBlock(List<string[]> rows, Block block)
    {
        if (block.Name.Length > 0)
            rows.Add([$"{block.Name}: {Totals(block.Layers)}"]);
        foreach (var layer in block.Layers)
        {
            rows.Add(
            [
                block.Name.Length > 0 ? $"  {Inside(block, layer)}" : layer.Name, layer.Kind, Shape(layer.InputShape), Shape(layer.OutputShape),
                layer.Parameters == 0 ? "" : Invariant($"{layer.Parameters:N0}"), Millions(layer.Flops),
            ]);
        }
    }

    private static string Repeated(List<Block> blocks, int first, int last) =>
        last == first + 1 ? blocks[last].Name : $"{blocks[first + 1].Name} to {blocks[last].Name.Split('.')[^1]}";

    private static string Totals(IReadOnlyList<LayerCost> layers) =>
        Invariant($"{layers.Sum(layer => layer.Parameters):N0} parameters, {layers.Sum(layer => layer.Flops) / 1e6:N1} MFLOPs");

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

    private static bool IsAlike(Block first, Block second) =>
        first.Name.Length > 0 && second.Name.Length > 0
            && first.Name[..first.Name.LastIndexOf('.')] == second.Name[..second.Name.LastIndexOf('.')]
            && first.Layers.Select(layer => Key(first, layer)).SequenceEqual(second.Layers.Select(layer => Key(second, layer)));

    private static string Key(Block block, LayerCost layer) =>
        Invariant($"{Inside(block, layer)} {layer.Kind} {Shape(layer.InputShape)} {Shape(layer.OutputShape)} {layer.Parameters} {layer.Flops}");

    private static string Inside(Block block, LayerCost layer) => layer.Name == block.Name ? "+" : layer.Name[(block.Name.Length + 1)..];

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
