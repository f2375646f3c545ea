using System.Text.Encodings.Web;
using System.Text.Json;
using VisionAttention.Costs;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using VisionAttention.Tensors;
using static System.FormattableString;

namespace VisionAttention.Kit.Costs;

/// <summary>What `kit summary` was asked for; null stands for what was not given.</summary>
internal sealed record SummaryRequest(string Model, int Channels, ImageSize Image)
{
    /// <summary>full, conv-stem, none, or groups such as 1,2,3.</summary>
    public string? Attention { get; init; }

    /// <summary>Factor on the width.</summary>
    public double? Width { get; init; }

    /// <summary>1000 unless given; a CLIP has none.</summary>
    public int? Classes { get; init; }

    public CostConvention Convention { get; init; } = CostConvention.Paper;
}

/// <summary>A model's layers, their costs, and what the figures do not say by themselves.</summary>
internal sealed record ModelSummary(SummaryRequest Request, CostReport Costs, IReadOnlyList<string> Notes)
{
    private const int PrintedClasses = 1000;

    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // As the command line names it.
    private string Convention => Costs.Convention == CostConvention.MultiplyAdds ? "multiply-adds" : Costs.Convention.ToString().ToLowerInvariant();

    /// <summary>Walks the model.</summary>
    public static ModelSummary Of(SummaryRequest request)
    {
        if (ModelNames.Clip(request.Model) is { } pair)
            return OfPair(request, pair);
        request = request with { Classes = request.Classes ?? PrintedClasses };
        if (ModelNames.Network(request.Model) is not { } printed)
            return new ModelSummary(request, ModelCost.Of(Transformer(request), request.Convention), []);
        var where = request.Attention ?? "none";
        var (stem, groups) = ModelNames.Attention(where)
            ?? throw new UsageProblem($"--attention {where} is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them");
        var options = printed with { Stem = stem, Groups = groups, Width = request.Width ?? 1, InChannels = request.Channels, Classes = request.Classes!.Value };
        using var model = new AttentionResNet(options);
        return new ModelSummary(request, ModelCost.Of(model, request.Image, request.Convention), stem != StemKind.Attention
            ? []
            : [$"the attention stem mixes {options.AttentionStem.Mixtures} value matrices; the paper does not print how many, and its FLOPs fit 7 or 8 (./kit paper-costs)"]);
    }

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Request.Model,
            Attention = Request.Attention ?? "none",
            Width = Request.Width ?? 1,
            Input = new[] { Request.Channels, Request.Image.Height, Request.Image.Width },
            Request.Classes,
            Convention,
            Layers = Costs.Layers.Select(layer => new
            {
                layer.Name, layer.Kind, Input = layer.InputShape, Output = layer.OutputShape, layer.Parameters, layer.MultiplyAdds, layer.Flops,
            }),
            Costs.Parameters,
            Costs.MultiplyAdds,
            Costs.Flops,
            Notes,
        },
        Indented);

    /// <summary>For people: blocks that repeat are shown once.</summary>
    public string ToText()
    {
        List<string[]> rows = [["layer", "", "in", "out", "parameters", "MFLOPs"]];
        var blocks = Block.Of(Costs.Layers);
        for (var index = 0; index < blocks.Count; index++)
        {
            var last = index;
            while (last + 1 < blocks.Count && blocks[index].IsLike(blocks[last + 1]))
                last++;
            rows.AddRange(blocks[index].Rows);
            if (last > index)
            {
                var names = last == index + 1 ? blocks[last].Name : $"{blocks[index + 1].Name} to {blocks[last].Name.Split('.')[^1]}";
                rows.Add([$"{names}: as the block before, {blocks[index].Totals}{(last == index + 1 ? "" : " each")}"]);
            }
            index = last;
        }
        return string.Join(
            Environment.NewLine,
            [
                Invariant($"{Request.Model}, input {Request.Channels}×{Request.Image}{(Request.Classes is { } classes ? $", {Counted.Text(classes, "class")}" : "")}")
                    + (Request.Attention is { } where ? $", attention {where}" : "") + (Request.Width is { } width ? Invariant($", width {width}") : ""),
                TextTable.Text("llrrrr", rows),
                Invariant($"parameters     {Costs.Parameters,20:N0}"),
                Invariant($"multiply-adds  {Costs.MultiplyAdds,20:N0}   one multiplication and one addition are one"),
                Invariant($"FLOPs          {Costs.Flops,20:N0}   convention {Convention}: {Unit(Costs.Convention)}"),
                .. Notes.Select(note => $"note: {note}"),
            ]);
    }

    private static ModelSummary OfPair(SummaryRequest request, ClipOptions pair)
    {
        if (request.Attention is not null || request.Width is not null || request.Classes is not null)
            throw new UsageProblem($"--attention, --width and --classes are for classifiers: {request.Model} compares images with texts and has none of them");
        var options = pair with { Image = pair.Image with { Image = request.Image, InChannels = request.Channels } };
        return new ModelSummary(request, ModelCost.Of(options, request.Convention),
            [Invariant($"for one image and one text of {pair.Text.MaxLength} tokens; attention over texts counts whole, though a token looks back only")]);
    }

    private static VisionTransformerOptions Transformer(SummaryRequest request)
    {
        var transformer = ModelNames.Transformer(request.Model) ?? throw new UsageProblem($"no model is called {request.Model}: choose from {string.Join(", ", ModelNames.Printed)}");
        if (request.Attention is not null || request.Width is not null)
            throw new UsageProblem($"--attention and --width are for the resnets: {request.Model} has neither");
        return transformer with { Image = request.Image, InChannels = request.Channels, Classes = request.Classes!.Value };
    }

    private static string Unit(CostConvention convention) => convention switch
    {
        CostConvention.Paper => "a multiply-add is 2; norms, ReLU, sums, softmax count",
        CostConvention.Simple => "a multiply-add is 2; norms, ReLU, sums, softmax, pools count",
        _ => "twice the multiply-adds, nothing else",
    };

    /// <summary>Layers with the same number in their names; layers without stand by themselves, in a block without a name.</summary>
    private sealed record Block(string Name, List<LayerCost> Layers)
    {
        public string Totals => Invariant($"{Layers.Sum(layer => layer.Parameters):N0} parameters, {Layers.Sum(layer => layer.Flops) / 1e6:N1} MFLOPs");

        public IEnumerable<string[]> Rows =>
        [
            .. Name.Length == 0 ? (string[][])[] : [[$"{Name}: {Totals}"]],
            .. Layers.Select(layer => (string[])
            [
                Name.Length > 0 ? $"  {Inside(layer)}" : layer.Name, layer.Kind, string.Join('×', layer.InputShape), string.Join('×', layer.OutputShape),
                layer.Parameters == 0 ? "" : Invariant($"{layer.Parameters:N0}"), layer.Flops == 0 ? "" : Invariant($"{layer.Flops / 1e6:N3}"),
            ]),
        ];

        public static List<Block> Of(IReadOnlyList<LayerCost> layers)
        {
            var blocks = new List<Block>();
            foreach (var layer in layers)
            {
                var parts = layer.Name.Split('.');
                var name = string.Join('.', parts[..(Array.FindIndex(parts, part => int.TryParse(part, out _)) + 1)]);
                if (blocks.Count == 0 || blocks[^1].Name != name)
                    blocks.Add(new Block(name, []));
                blocks[^1].Layers.Add(layer);
            }
            return blocks;
        }

        public bool IsLike(Block other) =>
            Name.Length > 0 && other.Name.Length > 0 && Name[..Name.LastIndexOf('.')] == other.Name[..other.Name.LastIndexOf('.')]
                && Layers.Select(Key).SequenceEqual(other.Layers.Select(other.Key));

        private string Key(LayerCost layer) =>
            Invariant($"{Inside(layer)} {layer.Kind} {string.Join('×', layer.InputShape)} {string.Join('×', layer.OutputShape)} {layer.Parameters} {layer.Flops}");

        private string Inside(LayerCost layer) => layer.Name == Name ? "+" : layer.Name[(Name.Length + 1)..];
    }
}
