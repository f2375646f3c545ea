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
        using var model = new Whole(golden);
        LayerWeights.Put(model.Stem, golden, Names, except: "bn.");
        var images = golden.ReadLeaf("input");
        if (golden.Has("mixture"))
            comparison.Equal("mixture", model.Stem.Mixture());
        var attended = model.Stem.forward(images);
        var pooled = functional.max_pool2d(attended, model.Stem.Options.Block);
        if (golden.Has("maxpool"))
            comparison.Equal("maxpool", pooled);
        if (!golden.Flag("batch_norm"))
        {
            comparison.OutputAndBackward(attended);
        }
        else
        {
            comparison.Equal("attention_output", attended);
            comparison.OutputAndBackward(functional.max_pool2d(model.Normalise(attended), golden.Whole("max_pool")));
            comparison.Gradient("bn.weight", model.Scale!);
            comparison.Gradient("bn.bias", model.Shift!);
        }
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(model.Stem, golden, comparison, Names);
    }

    private sealed class Whole : IDisposable
    {
        private readonly GoldenCase _golden;

        public Whole(GoldenCase golden)
        {
            _golden = golden;
            var options = new AttentionStemOptions { Block = golden.Whole("block"), Heads = golden.Whole("heads"), Values = StemValues.Plain };
            if (golden.Text("position") != "relative")
                options = options with { Values = StemValues.SpatiallyAware, Mixtures = golden.Whole("mixtures"), EmbeddingDim = golden.Whole("embedding_dim") };
            Stem = new AttentionStem(golden.Whole("in_channels"), golden.Whole("out_channels"), options);
            if (golden.Flag("batch_norm"))
            {
                Scale = golden.ReadLeaf("weights.bn.weight");
                Shift = golden.ReadLeaf("weights.bn.bias");
            }
        }

        public AttentionStem Stem { get; }

        public Tensor? Scale { get; }

        public Tensor? Shift { get; }

        public Tensor Normalise(Tensor map)
        {
            var (mean, variance) = (_golden.Read("weights.bn.running_mean"), _golden.Read("weights.bn.running_var"));
            return functional.batch_norm(map, mean, variance, Scale, Shift, training: false, eps: _golden.Number("bn_eps"));
        }

        public void Dispose()
        {
            Stem.Dispose();
        }
    }
}
