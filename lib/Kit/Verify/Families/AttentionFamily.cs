using VisionAttention.Attention;
using VisionAttention.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Scaled dot-product attention, and PyTorch's multi-head attention and encoder layers by the library's.</summary>
internal sealed class AttentionFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] SelfNames =
    [
        ("in_proj_weight", "qkv.weight"), ("in_proj_bias", "qkv.bias"), ("out_proj.weight", "proj.weight"), ("out_proj.bias", "proj.bias"),
    ];

    private static readonly (string File, string Layer)[] CrossNames =
    [
        ("in_proj_weight", "q_proj.weight + k_proj.weight + v_proj.weight"), ("in_proj_bias", "q_proj.bias + k_proj.bias + v_proj.bias"),
        ("q_proj_weight", "q_proj.weight"), ("k_proj_weight", "k_proj.weight"), ("v_proj_weight", "v_proj.weight"),
    ];

    private static readonly (string File, string Layer)[] BlockNames =
    [
        ("self_attn.in_proj_weight", "attn.qkv.weight"), ("self_attn.in_proj_bias", "attn.qkv.bias"),
        ("self_attn.out_proj.weight", "attn.proj.weight"), ("self_attn.out_proj.bias", "attn.proj.bias"),
        ("linear1.weight", "mlp.fc1.weight"), ("linear1.bias", "mlp.fc1.bias"),
        ("linear2.weight", "mlp.fc2.weight"), ("linear2.bias", "mlp.fc2.bias"),
    ];

    public override string Name => "attention";

    public override bool IsInput(string name) => base.IsInput(name) || name is "query" or "key" or "value" or "mask" or "attn_mask" or "key_padding_mask";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        if (settings.Has("head_dim"))
            RunDotProduct(golden, comparison);
        else if (settings.Has("mlp_dim"))
            RunEncoder(golden, comparison);
        else if (golden.Has("query") || settings.Flag("add_bias_kv") || settings.Flag("add_zero_attn") || settings.Has("kdim") || settings.Has("vdim"))
            RunCross(golden, comparison);
        else
            RunSelf(golden, comparison);
    }

    private static void RunDotProduct(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (query, key, value) = (golden.ReadLeaf("query", 4), golden.ReadLeaf("key", 4), golden.ReadLeaf("value", 4));
        settings.Expect("batch", query.shape[0]);
        settings.Expect("heads", query.shape[1]);
        settings.Expect("query_length", query.shape[2]);
        settings.Expect("head_dim", query.shape[3]);
        settings.Expect("key_length", key.shape[2]);
        settings.Expect("value_dim", value.shape[3]);
        var mask = golden.Has("mask") ? golden.ReadLeaf("mask") : null;
        var causal = settings.Flag("causal");
        settings.Word<object?>("mask", (mask is null ? causal ? "causal" : "" : mask.is_floating_point() ? "additive" : "bool", null));
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(query, key, value, mask, causal, settings.OptionalNumber("scale"));
        comparison.Equal("attention.0", weights);
        comparison.OutputAndBackward(output);
        comparison.Gradient("query", query);
        comparison.Gradient("key", key);
        comparison.Gradient("value", value);
        if (mask is not null)
            comparison.Gradient("mask", mask);
    }

    private static void RunSelf(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        using var layer = new MultiheadSelfAttention(settings.Whole("embed_dim"), settings.Whole("heads"), bias: settings.Flag("bias"));
        LayerWeights.Put(layer, golden, SelfNames);
        var input = golden.ReadLeaf("input", dimensions: 3);
        var batchFirst = settings.Flag("batch_first");
        var tokens = BatchFirst(input, batchFirst);
        var masks = Masks.Read(golden, tokens, tokens);
        settings.Expect("kdim", tokens.shape[2]);
        settings.Expect("vdim", tokens.shape[2]);
        var (output, weights) = layer.ForwardWithWeights(tokens, masks.Pairs, masks.IsCausal, masks.Keys);
        comparison.Equal("attention.0", Averaged(golden, weights));
        comparison.OutputAndBackward(BatchFirst(output, batchFirst));
        comparison.Gradient("input", input);
        LayerWeights.CompareGradients(layer, golden, comparison, SelfNames);
    }

    private static void RunCross(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        using var layer = new MultiheadCrossAttention(settings.Whole("embed_dim"), settings.Whole("heads"), new MultiheadCrossAttentionOptions
        {
            KeyDim = settings.OptionalWhole("kdim"),
            ValueDim = settings.OptionalWhole("vdim"),
            Bias = settings.Flag("bias"),
            LearnedKeyValue = settings.Flag("add_bias_kv"),
            ZeroKeyValue = settings.Flag("add_zero_attn"),
        });
        LayerWeights.Put(layer, golden, CrossNames);
        var batchFirst = settings.Flag("batch_first");
        var inputs = ((string[])["query", "key", "value", "input"]).Where(golden.Has).ToDictionary(name => name, name => golden.ReadLeaf(name, dimensions: 3));
        var query = inputs.GetValueOrDefault("query") ?? inputs.GetValueOrDefault("input") ?? golden.Read("query");
        var (key, value) = (inputs.GetValueOrDefault("key", query), inputs.GetValueOrDefault("value", query));
        (query, key, value) = (BatchFirst(query, batchFirst), BatchFirst(key, batchFirst), BatchFirst(value, batchFirst));
        var masks = Masks.Read(golden, query, key);
        var (output, weights) = layer.ForwardWithWeights(query, key, value, masks.Pairs, masks.IsCausal, masks.Keys);
        comparison.Equal("attention.0", Averaged(golden, weights));
        comparison.OutputAndBackward(BatchFirst(output, batchFirst));
        foreach (var (name, leaf) in inputs)
            comparison.Gradient(name, leaf);
        LayerWeights.CompareGradients(layer, golden, comparison, CrossNames);
    }

    private static void RunEncoder(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (embedDim, heads, layers) = (settings.Whole("embed_dim"), settings.Whole("heads"), settings.Whole("layers"));
        var options = new EncoderBlockOptions
        {
            MlpDim = settings.Whole("mlp_dim"),
            Norm = settings.Flag("norm_first") ? NormPlacement.Pre : NormPlacement.Post,
            NormEpsilon = settings.Number("eps"),
            Activation = settings.ActivationOf("activation"),
        };
        settings.Expect("batch", golden.Shape("input", dimensions: 3)[0]);
        settings.Expect("length", golden.Shape("input", dimensions: 3)[1]);
        // A stack numbers its layers; a layer alone does not.
        if (!golden.Weights.Any(name => name.StartsWith("layers.", StringComparison.Ordinal)))
        {
            settings.Expect("layers", 1);
            using var block = new EncoderBlock(embedDim, heads, options);
            RunLayer(golden, comparison, block, BlockNames);
            return;
        }
        // Members of the sequence are numbered: the blocks, then the final norm.
        var members = Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)new EncoderBlock(embedDim, heads, options)).ToList();
        if (golden.Has("weights.norm.weight"))
            members.Add(LayerNorm(embedDim, options.NormEpsilon));
        using var encoder = Sequential(members);
        var names = Enumerable.Range(0, layers).SelectMany(layer => AllBlockNames().Select(name => ($"layers.{layer}.{name.File}", $"{layer}.{name.Layer}")));
        RunLayer(golden, comparison, encoder, [.. names, ("norm.weight", $"{layers}.weight"), ("norm.bias", $"{layers}.bias")]);
    }

    /// <summary>What torch's encoder layer calls the weights of a block.</summary>
    public static IEnumerable<(string File, string Layer)> AllBlockNames()
    {
        string[] same = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"];
        return BlockNames.Concat(same.Select(name => (name, name)));
    }

    private static void RunLayer(GoldenCase golden, Comparison comparison, Module<Tensor, Tensor> layer, IReadOnlyList<(string, string)> names)
    {
        LayerWeights.Put(layer, golden, names);
        var input = golden.ReadLeaf("input");
        comparison.OutputAndBackward(layer.call(input));
        comparison.Gradient("input", input);
        LayerWeights.CompareGradients(layer, golden, comparison, names);
    }

    private static Tensor BatchFirst(Tensor tokens, bool isAlready) => isAlready ? tokens : tokens.transpose(0, 1);

    private static Tensor Averaged(GoldenCase golden, Tensor weights) => golden.Settings.Flag("average_attn_weights") ? weights.mean([1]) : weights;

    // PyTorch's layer says true = ignored; the library says true = may attend.
    private sealed record Masks(Tensor? Pairs, bool IsCausal, Tensor? Keys)
    {
        public static Masks Read(GoldenCase golden, Tensor query, Tensor key)
        {
            var settings = golden.Settings;
            settings.Expect("batch", query.shape[0]);
            settings.Expect("length", query.shape[1]);
            settings.Expect("key_length", key.shape[1]);
            var pairs = golden.Has("attn_mask") ? golden.Read("attn_mask", golden.Shape("attn_mask").Length == 3 ? 3 : 2) : null;
            var keys = golden.Has("key_padding_mask") ? golden.Read("key_padding_mask", dimensions: 2, ScalarType.Bool).logical_not() : null;
            settings.Expect("key_padding_mask", keys is not null);
            settings.Expect("float_mask", pairs is not null && pairs.is_floating_point());
            // One mask for each head of each sequence, one after another.
            if (pairs is { ndim: 3 })
                pairs = pairs.reshape(query.shape[0], -1, pairs.shape[1], pairs.shape[2]);
            if (pairs is not null && !pairs.is_floating_point())
                pairs = pairs.logical_not();
            var isCausal = settings.Flag("causal");
            if (pairs is not null && isCausal != IsCausalMask(pairs, query.shape[1], key.shape[1]))
                throw new InvalidDataException($"causal is {(isCausal ? "true, attn_mask is not the causal one" : "false, attn_mask is the causal one")}");
            return new Masks(isCausal ? null : pairs, isCausal, keys);
        }

        private static bool IsCausalMask(Tensor pairs, long queries, long keys)
        {
            var past = ones(queries, keys, dtype: ScalarType.Bool, device: pairs.device).tril();
            if (!pairs.shape.AsSpan()[^2..].SequenceEqual(past.shape))
                return false;
            return pairs.eq(pairs.is_floating_point() ? zeros(queries, keys, device: pairs.device).masked_fill(past.logical_not(), double.NegativeInfinity) : past).all().item<bool>();
        }
    }
}
