using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Encoders of text: BERT by the names of both its generations, a pre-norm encoder, sentence vectors, and the tokeniser.</summary>
internal sealed class TextFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] EncoderNames =
    [
        ("token_embedding.weight", "tok_embed.weight"), ("class_token", "cls_token"), ("positions", "pos_embed"),
        ("encoder.norm.weight", "norm.weight"), ("encoder.norm.bias", "norm.bias"),
    ];

    public override string Name => "text";

    public override bool IsInput(string name) =>
        base.IsInput(name) || name is "tokens" or "tokens_long" or "padding" or "padding_long" || name.StartsWith("input_ids", StringComparison.Ordinal)
        || name.StartsWith("token_type_ids", StringComparison.Ordinal) || name.StartsWith("attention_mask", StringComparison.Ordinal);

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Settings.Has("vocabulary"))
            RunWordPiece(golden, comparison);
        else if (golden.Has("tokens"))
            RunEncoder(golden, comparison);
        else
            RunBert(golden, comparison);
    }

    private static void RunWordPiece(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var tokeniser = new WordPiece(
            settings.Texts("vocabulary"), settings.Flag("lower_case", otherwise: true), settings.Has("max_chars_per_word") ? settings.Whole("max_chars_per_word") : 100);
        settings.Word<object?>("unknown", ("", null), ("[UNK]", null));
        settings.Word<object?>("truncation", ("", null), ("longest first", null));
        int? maxLength = settings.Has("max_length") ? settings.Whole("max_length") : null;
        using var batch = settings.Has("pairs")
            ? tokeniser.Encode([.. settings.Lists("pairs").Select(pair => (pair[0], pair[1]))], maxLength, golden.Device)
            : tokeniser.Encode(settings.Texts("texts"), maxLength, golden.Device);
        comparison.Equal("output", batch.Ids);
        Equal("attention_mask", batch.Mask.to(ScalarType.Int64));
        Equal("token_type_ids", batch.Types);
        if (settings.Has("tokens"))
            comparison.Holds("the pieces are those of tokens", settings.Texts("texts").Zip(settings.Lists("tokens")).All(pair => tokeniser.Pieces(pair.First).SequenceEqual(pair.Second)));

        // Inputs of a model, results of the tokeniser.
        void Equal(string name, Tensor actual)
        {
            comparison.Equal(name, actual);
            golden.Read(name).Dispose();
        }
    }

    private static void RunEncoder(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (tokens, padding) = (golden.Read("tokens", dimensions: 2, ScalarType.Int64), golden.Read("padding", dimensions: 2, ScalarType.Bool));
        var longTokens = golden.Read("tokens_long", dimensions: 2, ScalarType.Int64);
        settings.Expect("batch", tokens.shape[0]);
        settings.Expect("length", tokens.shape[1]);
        settings.Expect("length_long", longTokens.shape[1]);
        ExpectLengths(settings, padding.logical_not());
        var depth = settings.Whole("layers");
        using var model = new TextEncoder(new TextEncoderOptions
        {
            Vocabulary = settings.Whole("vocab"),
            EmbedDim = settings.Whole("dim"),
            Heads = settings.Whole("heads"),
            Depth = depth,
            Classes = settings.Whole("classes"),
            MaxLength = golden.Shape("weights.positions", dimensions: 3)[1] - 1,
            FinalNorm = golden.Weights.Contains("encoder.norm.weight"),
            Block = new EncoderBlockOptions
            {
                Norm = settings.Flag("norm_first") ? NormPlacement.Pre : NormPlacement.Post,
                MlpDim = settings.Whole("mlp_dim"),
                NormEpsilon = settings.Number("eps"),
                Activation = settings.ActivationOf("activation"),
            },
        });
        (string, string)[] names = [.. EncoderNames, .. Enumerable.Range(0, depth).SelectMany(layer => AttentionFamily.AllBlockNames().Select(name => ($"encoder.layers.{layer}.{name.File}", $"blocks.{layer}.{name.Layer}")))];
        LayerWeights.Put(model, golden, names);
        var mask = padding.logical_not();
        var longOutput = model.ForwardMasked(longTokens, golden.Read("padding_long", dimensions: 2, ScalarType.Bool).logical_not());
        comparison.Equal("output_long", longOutput);
        var features = model.ForwardFeatures(tokens, mask);
        comparison.Equal("real_tokens", features[cat([mask.new_ones(mask.shape[0], 1), mask], dim: 1)]);
        comparison.OutputAndBackward(model.ForwardMasked(tokens, mask));
        LayerWeights.CompareGradients(model, golden, comparison, names);
    }

    private static void RunBert(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (ids, types) = (golden.Read("input_ids", dimensions: 2, ScalarType.Int64), golden.Read("token_type_ids", dimensions: 2, ScalarType.Int64));
        var mask = golden.Read("attention_mask", dimensions: 2, ScalarType.Int64).eq(1);
        settings.Expect("batch", ids.shape[0]);
        settings.Expect("length", ids.shape[1]);
        ExpectLengths(settings, mask);
        foreach (var extra in settings.Has("extra_keys") ? settings.Texts("extra_keys") : [])
            comparison.Holds($"the file has {extra}", golden.Weights.Contains(extra));
        var depth = settings.Whole("layers");
        var isSentence = settings.Word("pooling", ("", false), ("mean over real tokens", true));
        var options = TextEncoderOptions.Bert(settings.Whole("vocab"), settings.Whole("hidden"), depth, settings.Whole("heads"));
        options = options with
        {
            MaxLength = settings.Whole("max_positions"),
            Types = settings.Whole("type_vocab"),
            Pooling = isSentence ? TokenPooling.Mean : TokenPooling.ClassToken,
            PreLogitsDim = isSentence ? null : options.EmbedDim,
            Block = options.Block with { MlpDim = settings.Whole("intermediate"), NormEpsilon = settings.Number("eps"), Activation = settings.ActivationOf("activation") },
        };
        using var model = new TextEncoder(options);
        var names = ModelWeights.Load(model, golden.WeightFile).Names;
        foreach (var extra in golden.Weights.Except(golden.Weights.Where(golden.WeightFile.IsRead)))
            golden.Read("weights." + extra).Dispose(); // what is of no use here is read, too
        LayerWeights.CompareTwin(golden, comparison, model, () => new TextEncoder(options));
        model.to(golden.Device);
        using var recorder = AttentionRecorder.Attach(model);
        var hidden = model.ForwardFeatures(ids, mask, types);
        for (var block = 0; block < depth; block++)
        {
            if (golden.Has($"block.{block}"))
                comparison.Equal($"block.{block}", model.ForwardTo(block + 1, ids, mask, types));
            if (golden.Has($"attention.{block}"))
                comparison.Equal($"attention.{block}", recorder.InOrder[block]);
        }
        if (golden.Has("embedding"))
            comparison.Equal("embedding", model.ForwardTo(0, ids, mask, types));
        if (golden.Has("output_short"))
            CompareLong(golden, comparison, model, hidden, ids, mask, types);
        else if (isSentence)
            CompareSentences(comparison, model.ForwardFrom(depth, hidden, mask), hidden);
        else
            comparison.OutputAndBackward(hidden);
        if (golden.Has("pooler_output"))
            comparison.Equal("pooler_output", model.ForwardFrom(depth, hidden, mask));
        VisionTransformerCase.CompareGradients(golden, comparison, model, names);
        foreach (var untouched in settings.Has("parameters_without_gradient") ? settings.Texts("parameters_without_gradient") : [])
            comparison.Holds($"{untouched} has no gradient", WeightNames.Bert.Find(untouched) is { } place && model.named_parameters().Single(entry => entry.name == place.Name).parameter.grad is null);
    }

    private static void CompareSentences(Comparison comparison, Tensor pooled, Tensor hidden)
    {
        comparison.Equal("last_hidden_state", hidden);
        comparison.Equal("mean_pooled", pooled);
        var vectors = nn.functional.normalize(pooled, dim: 1);
        comparison.Equal("similarity", vectors.matmul(vectors.t()));
        comparison.OutputAndBackward(vectors);
    }

    // Real tokens alone, sentence after sentence.
    private static void CompareLong(GoldenCase golden, Comparison comparison, TextEncoder model, Tensor hidden, Tensor ids, Tensor mask, Tensor types)
    {
        var longIds = golden.Read("input_ids_long", dimensions: 2, ScalarType.Int64);
        golden.Settings.Expect("length_long", longIds.shape[1]);
        var longMask = golden.Read("attention_mask_long", dimensions: 2, ScalarType.Int64).eq(1);
        comparison.Equal("output_short", hidden[mask]);
        comparison.OutputAndBackward(model.ForwardFeatures(longIds, longMask, golden.Read("token_type_ids_long", dimensions: 2, ScalarType.Int64))[longMask]);
    }

    private static void ExpectLengths(GoldenSettings settings, Tensor mask) => settings.Expect("lengths", mask.sum(1).cpu().data<long>().ToArray());
}
