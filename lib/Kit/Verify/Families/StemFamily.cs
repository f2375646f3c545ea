using VisionAttention.Attention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The attention stem with either kind of value, alone or with its batch norm and max pool.</summary>
internal sealed class StemFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] Names =
    [
        ("query", "query.weight"), ("key", "key.weight"), ("value", "value.weight"),
        ("rel_rows", "row_embedding"), ("rel_cols", "column_embedding"),
        ("emb_row", "row_embedding"), ("emb_col", "column_embedding"), ("emb_mix", "mixture_embedding"),
    ];

    public override string Name => "sasa-stem";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        settings.Require("scale", settings.OptionalNumber("scale") == 1, "the library's stem has no scale");
        var options = new AttentionStemOptions { Block = settings.Whole("block"), Heads = settings.Whole("heads") };
        options = settings.Word("position", ("", false), ("relative", true))
            ? options with { Values = StemValues.Plain }
            : options with { Values = StemValues.SpatiallyAware, Mixtures = settings.Whole("mixtures"), EmbeddingDim = settings.Whole("embedding_dim") };
        settings.Require("mixtures", options.Values == StemValues.SpatiallyAware, "the plain stem mixes no values");
        using var stem = new AttentionStem(settings.Whole("in_channels"), settings.Whole("out_channels"), options);
        LayerWeights.Put(stem, golden, Names, except: "bn.");
        var images = golden.ReadLeaf("input", dimensions: 4);
        settings.Expect("batch", images.shape[0]);
        settings.Expect("height", images.shape[2]);
        settings.Expect("width", images.shape[3]);
        if (golden.Has("mixture"))
            comparison.Equal("mixture", stem.Mixture());
        var attended = stem.forward(images);
        if (golden.Has("attention_output"))
            comparison.Equal("attention_output", attended);
        if (golden.Has("maxpool"))
            comparison.Equal("maxpool", functional.max_pool2d(attended, options.Block));
        var (output, epsilon) = (attended, settings.OptionalNumber("bn_eps"));
        Tensor? scale = null, shift = null;
        if (settings.Flag("batch_norm"))
        {
            (scale, shift) = (golden.ReadLeaf("weights.bn.weight"), golden.ReadLeaf("weights.bn.bias"));
            var (mean, variance) = (golden.Read("weights.bn.running_mean"), golden.Read("weights.bn.running_var"));
            output = functional.batch_norm(output, mean, variance, scale, shift, training: false, eps: epsilon ?? 1e-5);
        }
        if (settings.OptionalWhole("max_pool") is { } side)
            output = functional.max_pool2d(output, side);
        comparison.OutputAndBackward(output);
        if (scale is not null)
            comparison.Gradient("bn.weight", scale);
        if (shift is not null)
            comparison.Gradient("bn.bias", shift);
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(stem, golden, comparison, Names);
    }
}
