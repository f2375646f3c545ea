using VisionAttention.Attention;
using VisionAttention.Kernels;
using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Stand-alone local self-attention: the layer with its weights put in place.</summary>
internal sealed class LocalAttentionFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] Names =
    [
        ("query", "query.weight"), ("key", "key.weight"), ("value", "value.weight"),
        ("query_bias", "query.bias"), ("key_bias", "key.bias"), ("value_bias", "value.bias"),
        ("rel_rows", "row_embedding"), ("rel_cols", "column_embedding"),
    ];

    public override string Name => "sasa";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        foreach (var engine in (Engine[])[Engine.Reference, Engine.TensorOps, Engine.FusedCpu])
            Run(golden, comparison, engine);
    }

    private static void Run(GoldenCase golden, Comparison comparison, Engine engine)
    {
        var layer = new LocalSelfAttention(golden.Whole("in_channels"), golden.Whole("out_channels"), new LocalSelfAttentionOptions
        {
            KernelSize = golden.Whole("kernel"),
            Heads = golden.Whole("heads"),
            Border = golden.Text("border") == "masked" ? Border.Mask : Border.ZeroPad,
            Position = golden.Text("position") switch
            {
                "none" => PositionKind.None,
                "absolute" => PositionKind.Absolute,
                "relative" => PositionKind.Relative,
                "relative-only" => PositionKind.RelativeOnly,
                var other => throw new ArgumentException($"position {other} is not none, absolute, relative or relative-only"),
            },
            TablesPerHead = golden.Text("relative_tables") == "per-head",
            GroupedProjections = golden.Text("projection") == "grouped",
            Bias = golden.Flag("bias"),
            Scale = golden.Number("scale"),
            Engine = engine,
        });
        LayerWeights.Put(layer, golden, Names);
        var images = golden.ReadLeaf("input");
        // The faster engines keep no weights: what forward returns is held against the case, the weights come from the path that keeps them.
        var (output, weights) = layer.ForwardWithWeights(images);
        if (engine != Engine.Reference)
            output = layer.forward(images);
        if (golden.Has("position"))
            comparison.Equal("position", SinusoidalEmbedding.TwoDimensional(images.shape[1], images.shape[2], images.shape[3]));
        comparison.Equal("attention.0", weights);
        comparison.OutputAndBackward(output);
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(layer, golden, comparison, Names);
        layer.Dispose();
    }
}
