using TorchSharp;
using FusedAttention;
using VisionAttention.Attention;
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
        foreach (var engine in golden.Device.type == DeviceType.CPU ? (Engine[])[Engine.Reference, Engine.TensorOps, Engine.FusedCpu] : [Engine.Reference, Engine.TensorOps])
            Run(golden, comparison, engine);
    }

    private static void Run(GoldenCase golden, Comparison comparison, Engine engine)
    {
        var settings = golden.Settings;
        using var layer = new LocalSelfAttention(settings.Whole("in_channels"), settings.Whole("out_channels"), new LocalSelfAttentionOptions
        {
            KernelSize = settings.Whole("kernel"),
            Stride = settings.OptionalWhole("stride") ?? 1,
            Heads = settings.Whole("heads"),
            Border = settings.Word("border", ("masked", Border.Mask), ("zero-pad", Border.ZeroPad)),
            Position = settings.Word("position", ("none", PositionKind.None), ("absolute", PositionKind.Absolute), ("relative", PositionKind.Relative), ("relative-only", PositionKind.RelativeOnly)),
            TablesPerHead = settings.Word("relative_tables", ("", false), ("shared", false), ("per-head", true)),
            GroupedProjections = settings.Word("projection", ("dense", false), ("grouped", true)),
            Bias = settings.Flag("bias"),
            Scale = settings.Number("scale"),
            Engine = engine,
        });
        LayerWeights.Put(layer, golden, Names);
        var images = golden.ReadLeaf("input", dimensions: 4);
        settings.Expect("batch", images.shape[0]);
        settings.Expect("height", images.shape[2]);
        settings.Expect("width", images.shape[3]);
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
    }
}
