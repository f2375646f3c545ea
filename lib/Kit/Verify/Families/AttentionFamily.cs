using VisionAttention.Attention;
using VisionAttention.Layers;
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

    public override bool IsInput(string name)
    {
        return base.IsInput(name) || name is "query" or "key" or "value" or "mask" or "attn_mask" or "key_padding_mask";
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Name.StartsWith("sdpa", StringComparison.Ordinal))
            RunDotProduct(golden, comparison);
        else if (golden.Name.StartsWith("encoder", StringComparison.Ordinal))
            RunEncoder(golden, comparison);
        else if (golden.Has("query") || golden.Flag("add_bias_kv"))
            RunCross(golden, comparison);
        else
            RunSelf(golden, comparison);
    }

    private static void RunDotProduct(GoldenCase golden, Comparison comparison)
    {
        var (query, key, value) = (golden.ReadLeaf("query"), golden.ReadLeaf("key"), golden.ReadLeaf("value"));
        var mask = golden.Has("mask") && !golden.Flag("causal") ? golden.ReadLeaf("mask") : null;
        var (output, weights) = ScaledDotProduct.ApplyWithWeights(query, key, value, mask, golden.Flag("causal"), golden.Number("scale"));
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
        using var layer = new MultiheadSelfAttention(golden.Whole("embed_dim"), golden.Whole("heads"), bias: golden.Flag("bias"));
        LayerWeights.Put(layer, golden, SelfNames);
        var input = golden.ReadLeaf("input");
        var batchFirst = golden.Flag("batch_first");
        var tokens = batchFirst ? input : input.transpose(0, 1);
        var (output, weights) = layer.ForwardWithWeights(tokens, Mask(golden, tokens.shape[0]), keyMask: KeyMask(golden));
        comparison.Equal("attention.0", golden.Flag("average_attn_weights") ? weights.mean([1]) : weights);
        comparison.OutputAndBackward(batchFirst ? output : output.transpose(0, 1));
        comparison.Gradient("input", input);
        LayerWeights.CompareGradients(layer, golden, comparison, SelfNames);
    }

    private static void RunCross(GoldenCase golden, Comparison comparison)
    {
        using var layer = new MultiheadCrossAttention(golden.Whole("embed_dim"), golden.Whole("heads"), new MultiheadCrossAttentionOptions
        {
            KeyDim = golden.OptionalWhole("kdim"),
            ValueDim = golden.OptionalWhole("vdim"),
            Bias = golden.Flag("bias"),
            LearnedKeyValue = golden.Flag("add_bias_kv"),
            ZeroKeyValue = golden.Flag("add_zero_attn"),
        });
        LayerWeights.Put(layer, golden, CrossNames);
        var inputs = ((string[])["query", "key", "value", "input"]).Where(golden.Has).ToDictionary(name => name, golden.ReadLeaf);
        var query = inputs.GetValueOrDefault("query") ?? inputs["input"];
        var (output, weights) = layer.ForwardWithWeights(query, inputs.GetValueOrDefault("key", query), inputs.GetValueOrDefault("value", query));
        comparison.Equal("attention.0", weights);
        comparison.OutputAndBackward(output);
        foreach (var (name, leaf) in inputs)
            comparison.Gradient(name, leaf);
        LayerWeights.CompareGradients(layer, golden, comparison, CrossNames);
    }

    private static void RunEncoder(GoldenCase golden, Comparison comparison)
    {
        var options = new EncoderBlockOptions
        {
            MlpDim = golden.Whole("mlp_dim"),
            Norm = golden.Flag("norm_first") ? NormPlacement.Pre : NormPlacement.Post,
            NormEpsilon = golden.Number("eps"),
            Activation = golden.Text("activation") == "relu" ? Activation.Relu : Activation.Gelu,
        };
        EncoderBlock Block()
        {
            return new EncoderBlock(golden.Whole("embed_dim"), golden.Whole("heads"), options);
        }

        var layers = golden.Whole("layers");
        if (layers == 1)
        {
            using var block = Block();
            RunLayer(golden, comparison, block, BlockNames);
            return;
        }
        // Members of the sequence are numbered: the blocks, then the final norm.
        var members = Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)Block()).ToList();
        members.Add(LayerNorm(golden.Whole("embed_dim"), golden.Number("eps")));
        using var encoder = Sequential(members);
        var names = Enumerable.Range(0, layers).SelectMany(layer => AllBlockNames().Select(name => ($"layers.{layer}.{name.File}", $"{layer}.{name.Layer}")));
        RunLayer(golden, comparison, encoder, [.. names, ("norm.weight", $"{layers}.weight"), ("norm.bias", $"{layers}.bias")]);
    }

    private static IEnumerable<(string File, string Layer)> AllBlockNames()
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

    // PyTorch's layer says true = ignored; the library says true = may attend.
    private static Tensor? Mask(GoldenCase golden, long batch)
    {
        if (!golden.Has("attn_mask"))
            return null;
        var given = golden.Read("attn_mask");
        return given.is_floating_point() ? given.reshape(batch, -1, given.shape[1], given.shape[2]) : given.logical_not();
    }

    private static Tensor? KeyMask(GoldenCase golden)
    {
        return golden.Has("key_padding_mask") ? golden.Read("key_padding_mask").logical_not() : null;
    }
}
