using VisionAttention.Costs;

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

    /// <summary>Walks the model; one of its blocks, which are alike, is made.</summary>
    public static TransformerResult Of(PrintedTransformer printed)
    {
        var report = ModelCost.Of(printed.Options, CostConvention.MultiplyAdds);
        var heads = report.Layers.Where(layer => layer.Name is "head" or "head_dist").Sum(layer => layer.Parameters);
        return new TransformerResult(printed, report.Parameters, heads, report.MultiplyAdds);
    }
}
