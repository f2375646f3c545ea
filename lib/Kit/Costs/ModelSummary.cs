using System.Text.Encodings.Web;
using System.Text.Json;
using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Kit.Costs;

/// <summary>What `kit summary` was asked for.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Image">Size of the image, in pixels.</param>
internal sealed record SummaryRequest(string Model, int Channels, ImageSize Image)
{
    /// <summary>full, conv-stem, none, or groups such as 1,2,3; null where it was not given.</summary>
    public string? Attention { get; init; }

    /// <summary>Factor on the width; null where it was not given.</summary>
    public double? Width { get; init; }

    public int Classes { get; init; } = 1000;

    public CostConvention Convention { get; init; } = CostConvention.Paper;
}

/// <summary>A model's layers and their costs.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Costs">The layers.</param>
/// <param name="Notes">What the figures do not say by themselves.</param>
internal sealed record ModelSummary(SummaryRequest Request, CostReport Costs, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The convention as the command line names it.</summary>
    public string Convention => Costs.Convention == CostConvention.MultiplyAdds ? "multiply-adds" : Costs.Convention.ToString().ToLowerInvariant();

    /// <summary>Walks the model.</summary>
    public static ModelSummary Of(SummaryRequest request)
    {
        if (ModelNames.Network(request.Model) is not { } printed)
            return new ModelSummary(request, ModelCost.Of(Transformer(request), request.Convention), []);
        var where = request.Attention ?? "none";
        var (stem, groups) = ModelNames.Attention(where)
            ?? throw new UsageProblem($"--attention {where} is not full, conv-stem, none, or some of the groups 1,2,3,4 with commas between them");
        var options = printed with { Stem = stem, Groups = groups, Width = request.Width ?? 1, InChannels = request.Channels, Classes = request.Classes };
        using var model = new AttentionResNet(options);
        return new ModelSummary(request, ModelCost.Of(model, request.Image, request.Convention), NotesOn(options));
    }

    /// <summary>For programs.</summary>
    public string ToJson()
    {
        var content = new
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
        };
        return JsonSerializer.Serialize(content, Indented);
    }

    private static VisionTransformerOptions Transformer(SummaryRequest request)
    {
        var transformer = ModelNames.Transformer(request.Model) ?? throw new UsageProblem($"no model is called {request.Model}: choose from {string.Join(", ", ModelNames.Printed)}");
        if (request.Attention is not null || request.Width is not null)
            throw new UsageProblem($"--attention and --width are for the resnets: {request.Model} has neither");
        return transformer with { Image = request.Image, InChannels = request.Channels, Classes = request.Classes };
    }

    private static IReadOnlyList<string> NotesOn(AttentionResNetOptions options) =>
        options.Stem == StemKind.Attention
            ? [$"the attention stem mixes {options.AttentionStem.Mixtures} value matrices; the paper does not print how many, and its FLOPs fit 7 or 8 (./kit paper-costs)"]
            : [];
}
