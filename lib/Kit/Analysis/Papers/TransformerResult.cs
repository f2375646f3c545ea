using VisionAttention.Analysis;
using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Papers;

/// <summary>A published Vision Transformer beside ours.</summary>
/// <param name="Printed">What is published.</param>
/// <param name="Parameters">Our parameters.</param>
/// <param name="HeadParameters">Those of the classifiers.</param>
/// <param name="MultiplyAdds">Our multiply-adds.</param>
internal sealed record TransformerResult(PrintedTransformer Printed, long Parameters, long HeadParameters, long MultiplyAdds)
{
    /// <summary>Whether the exact numbers are equal.</summary>
    public bool IsExact => Parameters == Printed.Parameters;

    /// <summary>Walks the model, which is made for it.</summary>
    public static TransformerResult Of(PrintedTransformer printed)
    {
        using var model = new VisionTransformer(printed.Options);
        var report = ModelCost.Of(model, printed.Options.Image, CostConvention.MultiplyAdds);
        var heads = report.Layers.Where(layer => layer.Name is "head" or "head_dist").Sum(layer => layer.Parameters);
        return new TransformerResult(printed, report.Parameters, heads, report.MultiplyAdds);
    }
}
