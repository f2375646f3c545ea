using System.Text.Encodings.Web;
using System.Text.Json;
using VisionAttention.Costs;
using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Summary;

/// <summary>A model's layers and their costs.</summary>
/// <param name="Arguments">What was asked for.</param>
/// <param name="Costs">The layers.</param>
/// <param name="Notes">What the figures do not say by themselves.</param>
internal sealed record ModelSummary(SummaryArguments Arguments, CostReport Costs, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The convention as the command line names it.</summary>
    public string Convention => Costs.Convention == CostConvention.MultiplyAdds ? "multiply-adds" : Costs.Convention.ToString().ToLowerInvariant();

    /// <summary>Walks the model.</summary>
    /// <exception cref="ArgumentProblem">There is no such model, or an option is not for it.</exception>
    /// <exception cref="ArgumentException">Its settings or the image do not fit.</exception>
    public static ModelSummary Of(SummaryArguments arguments)
    {
        if (KnownModels.Network(arguments) is not { } network)
            return new ModelSummary(arguments, ModelCost.Of(KnownModels.Transformer(arguments), arguments.Convention), []);
        using var model = new AttentionResNet(network);
        return new ModelSummary(arguments, ModelCost.Of(model, arguments.Image, arguments.Convention), NotesOn(network));
    }

    /// <summary>For programs.</summary>
    public string ToJson()
    {
        var content = new
        {
            Arguments.Model,
            Attention = Arguments.Attention ?? "none",
            Width = Arguments.Width ?? 1,
            Input = new[] { Arguments.Channels, Arguments.Image.Height, Arguments.Image.Width },
            Arguments.Classes,
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

    private static IReadOnlyList<string> NotesOn(AttentionResNetOptions options)
    {
        return options.Stem == StemKind.Attention
            ? [$"the attention stem mixes {options.AttentionStem.Mixtures} value matrices; the paper does not print how many, and its FLOPs fit 7 or 8 (./kit paper-costs)"]
            : [];
    }
}
