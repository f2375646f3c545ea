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
    private const int RowPixels = 40;
    private const int Width = 960;
    private const double BoxHeight = 0.7;

    // Columns, in hundredths of the width.
    private const double Left = 16;
    private const double NameAt = 17;
    private const double OperatorAt = 34;
    private const double ShapeAt = 72;
    private const double ParametersAt = 99;

    private static readonly (BlockRole Role, string Name, string Fill, string Edge)[] Roles =
    [
        (BlockRole.Attention, "attention", "#fbe3d2", "#d55e00"),
        (BlockRole.Convolution, "convolution", "#d6e8f4", "#0072b2"),
        (BlockRole.Other, "other layers", ChartLook.Paper, ChartLook.Edge),
    ];

    /// <summary>A picture of a model.</summary>
    /// <param name="model">An <see cref="AttentionResNet"/> or a <see cref="VisionTransformer"/>.</param>
    /// <param name="image">Size of an image, in pixels.</param>
    /// <exception cref="ArgumentException">Another module, or an image it cannot take.</exception>
    public static GenericChart Of(nn.Module model, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is not (AttentionResNet or VisionTransformer))
            throw new ArgumentException($"the blocks of {model.GetName()} are not known: expected {nameof(AttentionResNet)} or {nameof(VisionTransformer)}, or give a list of {nameof(ArchitectureBlock)}");
        return Of(ArchitectureBlocks.Of(ModelCost.Of(model, image)));
    }

    /// <summary>A picture of a Vision Transformer of any size, without making it.</summary>
    /// <param name="options">The model; the image has its size.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other.</exception>
    public static GenericChart Of(VisionTransformerOptions options)
    {
        return Of(ArchitectureBlocks.Of(ModelCost.Of(options)));
    }

    /// <summary>A picture of any network, from what you say about its blocks.</summary>
    /// <param name="blocks">The blocks, in the order data passes them; 60 at most.</param>
    /// <exception cref="ArgumentException">No blocks, too many, one without a group, a name or an operator, or a count below 1.</exception>
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
        foreach (var (role, name, fill, edge) in Roles)
        {
            var isFirst = true;
            for (var row = 0; row < blocks.Count; row++)
            {
                if (blocks[row].Role != role)
                    continue;
                parts.Add(Box(Left, 100, row - BoxHeight / 2, row + BoxHeight / 2, fill, edge, name, isFirst));
                isFirst = false;
            }
        }
        AddArrows(parts, blocks.Count);
        AddTexts(parts, blocks);
        return Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(0.0, 101.0))
            .WithYAxisStyle<double, double, string>(Color: Palette.Hidden, ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(blocks.Count + 0.4, -1.4))
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0.16, Y: 1, YAnchor: StyleParam.YAnchorPosition.Bottom)
            .CourseLook(Width, RowPixels * (blocks.Count + 2) + 110);
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
        var (places, names) = (new List<double>(), new List<string>());
        for (var start = 0; start < blocks.Count;)
        {
            var end = start + 1;
            while (end < blocks.Count && blocks[end].Group == blocks[start].Group)
                end++;
            parts.Add(Box(0, 101, start - 0.46, end - 0.54, "#f0f2f5", "#f0f2f5", blocks[start].Group, showLegend: false));
            places.Add((start + end - 1) / 2.0);
            names.Add($"<b>{Cut(blocks[start].Group, 17)}</b>");
            start = end;
        }
        parts.Add(Texts(1, places, names, StyleParam.TextPosition.MiddleRight));
    }

    private static GenericChart Box(double left, double right, double top, double bottom, string fill, string edge, string name, bool showLegend)
    {
        return Chart.Line<double, double, string>(
            [left, right, right, left, left], [top, top, bottom, bottom, top], Name: name, ShowLegend: showLegend,
            LineColor: Color.fromHex(edge), LineWidth: 2, Fill: StyleParam.Fill.ToSelf, FillColor: Color.fromHex(fill));
    }

    private static void AddArrows(List<GenericChart> parts, int count)
    {
        if (count < 2)
            return;
        double[] rows = [.. Enumerable.Range(1, count - 1).Select(row => row - 0.5)];
        parts.Add(Chart.Point<double, double, string>(
            [.. rows.Select(_ => (Left + 100) / 2)], rows, Name: "then", ShowLegend: false, MarkerColor: Color.fromHex(ChartLook.Edge), MarkerSymbol: StyleParam.MarkerSymbol.TriangleDown));
    }

    // Under the boxes the sum, where every block's parameters are known.
    private static void AddTexts(List<GenericChart> parts, IReadOnlyList<ArchitectureBlock> blocks)
    {
        double[] rows = [-1, .. Enumerable.Range(0, blocks.Count)];
        parts.Add(Texts(NameAt, rows, ["block", .. blocks.Select(Named)], StyleParam.TextPosition.MiddleRight));
        parts.Add(Texts(OperatorAt, rows, ["operator", .. blocks.Select(block => Cut(block.Operator, 50))], StyleParam.TextPosition.MiddleRight));
        parts.Add(Texts(ShapeAt, rows, ["output", .. blocks.Select(block => Cut(block.OutputShape, 18))], StyleParam.TextPosition.MiddleRight));
        parts.Add(Texts(ParametersAt, rows, ["parameters", .. blocks.Select(Parameters)], StyleParam.TextPosition.MiddleLeft));
        if (blocks.Any(block => block.Parameters is null))
            return;
        var total = Number(blocks.Sum(block => block.Parameters!.Value * block.Repeat));
        parts.Add(Texts(NameAt, [blocks.Count], ["in all"], StyleParam.TextPosition.MiddleRight));
        parts.Add(Texts(ParametersAt, [blocks.Count], [total], StyleParam.TextPosition.MiddleLeft));
    }

    private static GenericChart Texts(double place, IReadOnlyList<double> rows, IReadOnlyList<string> texts, StyleParam.TextPosition position)
    {
        return Chart.Scatter<double, double, string>(
            [.. rows.Select(_ => place)], rows, StyleParam.Mode.Text, MultiText: texts.ToArray(), TextPosition: position, Name: "text", ShowLegend: false);
    }

    private static string Named(ArchitectureBlock block)
    {
        return Cut(block.Repeat == 1 ? block.Name : $"{block.Name} (× {block.Repeat})", 22);
    }

    // Longer texts would lie on the next column.
    private static string Cut(string text, int letters)
    {
        return text.Length <= letters ? text : text[..(letters - 1)] + "…";
    }

    private static string Parameters(ArchitectureBlock block)
    {
        if (block.Parameters is not { } parameters)
            return "";
        return block.Repeat == 1 || parameters == 0 ? Number(parameters) : $"{block.Repeat} × {Number(parameters)}";
    }

    private static string Number(long number)
    {
        return number.ToString("N0", CultureInfo.InvariantCulture);
    }
}
