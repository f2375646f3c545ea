using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Costs;
using VisionAttention.Models;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>A network as boxes from top to bottom: name, operator, shape of the output, parameters.</summary>
/// <remarks>
/// Layers come from <see cref="ModelCost"/>, which walks the real model without computing anything. Alike blocks that follow each other are
/// one box with a count. Attention differs from convolutions by its colour and by its word.
/// </remarks>
public static class ArchitecturePicture
{
    private const int MostBlocks = 60;
    private const int RowPixels = 36;

    // Larger letters make a still picture for which an output has no room.
    private const int TextPixels = 12;
    private const int Width = 960;
    private const double BoxHeight = 0.7;

    // Columns, in hundredths of the width.
    private const double Left = 16;
    private const double NameAt = 17;
    private const double OperatorAt = 34;
    private const double ShapeAt = 72;
    private const double ParametersAt = 99;

    private static readonly (string Name, string Fill, string Edge)[] Roles =
        [("attention", "#fbe3d2", "#d55e00"), ("convolution", "#d6e8f4", "#0072b2"), ("other layers", ChartLook.Paper, ChartLook.Edge)];

    /// <summary>A picture of a model.</summary>
    /// <param name="model">An <see cref="AttentionResNet"/> or a <see cref="VisionTransformer"/>.</param>
    /// <param name="image">Size of an image, in pixels.</param>
    public static GenericChart Of(nn.Module model, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is not (AttentionResNet or VisionTransformer))
            throw new ArgumentException($"the blocks of {model.GetName()} are not known: expected {nameof(AttentionResNet)} or {nameof(VisionTransformer)}, or give a list of {nameof(ArchitectureBlock)}");
        return Of(ArchitectureBlocks.Of(ModelCost.Of(model, image)));
    }

    /// <summary>A picture of a Vision Transformer of any size, without making it.</summary>
    /// <param name="options">The model; the image has its size.</param>
    public static GenericChart Of(VisionTransformerOptions options) => Of(ArchitectureBlocks.Of(ModelCost.Of(options)));

    /// <summary>A picture of any network, from what you say about its blocks.</summary>
    /// <param name="blocks">The blocks, in the order data passes them; 60 at most.</param>
    public static GenericChart Of(IReadOnlyList<ArchitectureBlock> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ChartRules.Some(blocks.Count, "blocks");
        if (blocks.Count > MostBlocks)
            throw new ArgumentException($"there are {blocks.Count} blocks, a picture holds {MostBlocks}: join alike ones by their Repeat");
        foreach (var block in blocks)
            Check(block);

        var parts = new List<GenericChart>();
        AddGroups(parts, blocks);
        foreach (var (role, fill, edge) in Roles)
        {
            var rows = Enumerable.Range(0, blocks.Count).Where(row => blocks[row].Role == role).ToArray();
            if (rows.Length > 0)
                parts.Add(Boxes(Left, 100, Array.ConvertAll(rows, row => (row - BoxHeight / 2, row + BoxHeight / 2)), fill, edge, role, showLegend: true));
        }
        if (blocks.Count > 1)
            parts.Add(Arrows([.. Enumerable.Range(1, blocks.Count - 1).Select(row => row - 0.5)]));
        AddTexts(parts, blocks);
        return Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(0.0, 101.0))
            .WithYAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(blocks.Count + 0.4, -1.4))
            .LegendAbove(1, x: 0.16)
            .CourseLook(Width, RowPixels * (blocks.Count + 2) + 110)
            .WithTexts(TextPixels);
    }

    private static void Check(ArchitectureBlock block)
    {
        ChartRules.Text(block.Group, "a block's group", "say to which part of the network it belongs");
        ChartRules.Text(block.Name, "a block's name", "say where it stands");
        ChartRules.Text(block.Operator, $"the operator of block {block.Name}", "say what it does");
        if (block.Repeat < 1)
            throw new ArgumentException($"block {block.Name} is there {block.Repeat} times: it must be 1 at least");
    }

    // A grey ground under each group, its name at the left.
    private static void AddGroups(List<GenericChart> parts, IReadOnlyList<ArchitectureBlock> blocks)
    {
        var (places, names, grounds) = (new List<double>(), new List<string>(), new List<(double Top, double Bottom)>());
        for (var start = 0; start < blocks.Count;)
        {
            var group = blocks[start].Group;
            var end = start + blocks.Skip(start).TakeWhile(block => block.Group == group).Count();
            grounds.Add((start - 0.46, end - 0.54));
            places.Add((start + end - 1) / 2.0);
            names.Add($"<b>{Cut(group, 17)}</b>");
            start = end;
        }
        parts.Add(Boxes(0, 101, [.. grounds], "#f0f2f5", "#f0f2f5", "group", showLegend: false));
        parts.Add(Texts(1, [.. places], [.. names]));
    }

    // One trace for all boxes of a kind, with a gap after each: a figure of a trace a box, beside its still picture, is too large for an output.
    private static GenericChart Boxes(double left, double right, (double Top, double Bottom)[] rows, string fill, string edge, string name, bool showLegend) =>
        Chart.Line<double, double, string>(
            [.. rows.SelectMany(_ => (double[])[left, right, right, left, left, double.NaN])], [.. rows.SelectMany(row => (double[])[row.Top, row.Top, row.Bottom, row.Bottom, row.Top, double.NaN])],
            Name: name, ShowLegend: showLegend,
            LineColor: Color.fromHex(edge), LineWidth: 2, Fill: StyleParam.Fill.ToSelf, FillColor: Color.fromHex(fill));

    private static GenericChart Arrows(double[] rows) => Chart.Point<double, double, string>(
        Array.ConvertAll(rows, _ => (Left + 100) / 2), rows, Name: "then", ShowLegend: false, MarkerColor: Color.fromHex(ChartLook.Edge), MarkerSymbol: StyleParam.MarkerSymbol.TriangleDown);

    // Under the boxes the sum, where every block's parameters are known.
    private static void AddTexts(List<GenericChart> parts, IReadOnlyList<ArchitectureBlock> blocks)
    {
        double[] rows = [-1, .. Enumerable.Range(0, blocks.Count)];
        parts.Add(Texts(NameAt, rows, ["block", .. blocks.Select(block => Cut(block.Repeat == 1 ? block.Name : $"{block.Name} (× {block.Repeat})", 22))]));
        parts.Add(Texts(OperatorAt, rows, ["operator", .. blocks.Select(block => Cut(block.Operator, 50))]));
        parts.Add(Texts(ShapeAt, rows, ["output", .. blocks.Select(block => Cut(block.OutputShape, 18))]));
        parts.Add(Texts(ParametersAt, rows, ["parameters", .. blocks.Select(Parameters)]));
        if (blocks.Any(block => block.Parameters is null))
            return;
        parts.Add(Texts(NameAt, [blocks.Count], ["in all"]));
        parts.Add(Texts(ParametersAt, [blocks.Count], [Number(blocks.Sum(block => block.Parameters!.Value * block.Repeat))]));
    }

    private static GenericChart Texts(double place, double[] rows, string[] texts) => ChartLook.Texts(
        Array.ConvertAll(rows, _ => place), rows, texts, place == ParametersAt ? StyleParam.TextPosition.MiddleLeft : StyleParam.TextPosition.MiddleRight, "text");

    // Longer texts would lie on the next column.
    private static string Cut(string text, int letters) => text.Length <= letters ? text : text[..(letters - 1)] + "…";

    private static string Parameters(ArchitectureBlock block)
    {
        var number = block.Parameters is { } parameters ? Number(parameters) : "";
        return block.Repeat == 1 || block.Parameters is null or 0 ? number : $"{block.Repeat} × {number}";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The layers of a cost report, gathered to the blocks that a picture shows.</summary>
internal static class ArchitectureBlocks
{
    private const string Backbone = "patch_embed.backbone.";

    /// <summary>Blocks of a residual network or of a Vision Transformer; alike ones that follow each other are one with a count.</summary>
    public static IReadOnlyList<ArchitectureBlock> Of(CostReport report)
    {
        var blocks = new List<ArchitectureBlock>();
        var encoder = report.Layers.Where(layer => Starts(layer.Name, "blocks.")).ToArray();
        var depth = encoder.Select(layer => int.Parse(layer.Name.Split('.')[1], CultureInfo.InvariantCulture) + 1).DefaultIfEmpty(0).Max();
        // Every encoder block is like the first, which stands for all.
        var layers = report.Layers.Where(layer => !Starts(layer.Name, "blocks.") || Starts(layer.Name, "blocks.0.")).ToArray();
        for (var start = 0; start < layers.Length;)
        {
            var place = Place(layers[start].Name, depth);
            LayerCost[] own = [.. layers.Skip(start).TakeWhile(layer => Place(layer.Name, depth) == place)];
            var shape = place.Name == "tokens" ? encoder[0].InputShape : own[^1].OutputShape;
            Append(blocks, new ArchitectureBlock(place.Group, place.Name, Operator(place.Name, own), $"[{string.Join(", ", shape)}]")
            {
                Parameters = own.Sum(layer => layer.Parameters), Repeat = Starts(place.Group, "encoder") ? depth : 1,
            });
            start += own.Length;
        }
        return blocks;
    }

    // The group and the block that a layer belongs to.
    private static (string Group, string Name) Place(string layer, int depth)
    {
        if (Starts(layer, Backbone))
        {
            var (group, name) = Place(layer[Backbone.Length..], depth: 0);
            return ($"backbone {group.Replace("group ", "", StringComparison.Ordinal)}", name);
        }
        var parts = layer.Split('.');
        return parts[0] switch
        {
            "blocks" => ($"encoder × {depth}", parts[2] is "norm1" or "attn" or "ls1" ? "attn" : "mlp"),
            var group when Starts(group, "layer") => ($"group {group["layer".Length..]}", $"{group}.{parts[1]}"),
            "conv1" or "bn1" => ("stem", "conv1"),
            "maxpool" => ("stem", "maxpool"),
            "patch_embed" => ("embedding", "patch_embed"),
            "cls_token" or "dist_token" or "reg_token" or "pos_embed" or "positions" or "norm_pre" => ("embedding", "tokens"),
            var head => ("head", head),
        };
    }

    private static string Operator(string name, LayerCost[] layers)
    {
        if (name == "mlp")
        {
            var hidden = layers.First(layer => Starts(layer.Kind, "linear"));
            return $"MLP of {hidden.OutputShape[^1]}{hidden.Kind["linear".Length..]}";
        }
        if (name == "tokens")
            return string.Join(", ", layers.Select(layer => layer.Kind));
        if (!Starts(name, "layer"))
            return (layers.FirstOrDefault(layer => Starts(layer.Kind, "attention")) ?? layers.MaxBy(layer => layer.Parameters)!).Kind;
        // A bottleneck's spatial layer is the second, between two of 1×1; a basic block has two spatial layers.
        var isBottleneck = layers.Any(layer => layer.Name.EndsWith(".conv3", StringComparison.Ordinal));
        string[] spatial = [.. layers
            .Where(layer => layer.Name.EndsWith(".conv2", StringComparison.Ordinal) || (!isBottleneck && layer.Name.EndsWith(".conv1", StringComparison.Ordinal)))
            .Select(layer => layer.Kind)];
        return spatial.Length == 2 && spatial[0] == spatial[1] ? $"two of {spatial[0]}" : string.Join(" and ", spatial);
    }

    private static void Append(List<ArchitectureBlock> blocks, ArchitectureBlock block)
    {
        if (blocks is [.., var last] && Starts(block.Name, "layer") && last with { Name = block.Name, Repeat = block.Repeat } == block)
            blocks[^1] = last with { Name = $"{last.Name.Split(" to ")[0]} to {block.Name.Split('.')[^1]}", Repeat = last.Repeat + 1 };
        else
            blocks.Add(block);
    }

    private static bool Starts(string text, string start) => text.StartsWith(start, StringComparison.Ordinal);
}

/// <summary>One box in the picture of a network.</summary>
/// <param name="Group">The part of the network it belongs to; boxes that follow each other with the same group stand on one ground.</param>
/// <param name="Name">Its place, as weights are named.</param>
/// <param name="Operator">What it does, in words; attention and convolution have a colour of their own.</param>
/// <param name="OutputShape">What goes out, without the batch, such as <c>[64, 56, 56]</c>; empty where it is not known.</param>
public sealed record ArchitectureBlock(string Group, string Name, string Operator, string OutputShape)
{
    /// <summary>Parameter count of one such block; null where it is not known.</summary>
    public long? Parameters { get; init; }

    /// <summary>How many such blocks follow each other.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>What it mixes by: attention, convolution, or neither.</summary>
    internal string Role => Array.Find(["attention", "convolution"], word => Operator.Contains(word, StringComparison.OrdinalIgnoreCase)) ?? "other layers";
}
