using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Scaled dot-product attention, and multi-head self-attention under PyTorch's names.</summary>
internal sealed class AttentionFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] Names =
    [
        ("in_proj_weight", "qkv.weight"), ("in_proj_bias", "qkv.bias"), ("out_proj.weight", "proj.weight"), ("out_proj.bias", "proj.bias"),
    ];

    public override string Name => "attention";

    public override bool IsInput(string name)
    {
        return base.IsInput(name) || name is "query" or "key" or "value" or "mask" or "attn_mask" or "key_padding_mask";
    }

    public override string? Unsupported(GoldenCase golden)
    {
        if (golden.Name.StartsWith("sdpa", StringComparison.Ordinal))
            return null;
        if (golden.Name.StartsWith("encoder", StringComparison.Ordinal))
            return "transformer encoder layers are not in the library yet";
        if (!golden.Has("input") || golden.Has("weights.q_proj_weight"))
            return "cross-attention with separate projections is not in the library yet";
        return golden.Flag("add_bias_kv") || golden.Flag("add_zero_attn") ? "extra bias and zero tokens are not in the library yet" : null;
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Has("input"))
            RunMultihead(golden, comparison);
        else
            RunDotProduct(golden, comparison);
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

    private static void RunMultihead(GoldenCase golden, Comparison comparison)
    {
        using var layer = new MultiheadSelfAttention(golden.Whole("embed_dim"), golden.Whole("heads"), bias: golden.Flag("bias"));
        LayerWeights.Put(layer, golden, Names);
        var input = golden.ReadLeaf("input");
        var batchFirst = golden.Flag("batch_first");
        var tokens = batchFirst ? input : input.transpose(0, 1);
        var (output, weights) = layer.ForwardWithWeights(tokens, Mask(golden, tokens.shape[0]));
        comparison.Equal("attention.0", golden.Flag("average_attn_weights") ? weights.mean([1]) : weights);
        comparison.OutputAndBackward(batchFirst ? output : output.transpose(0, 1));
        comparison.Gradient("input", input);
        LayerWeights.CompareGradients(layer, golden, comparison, Names);
    }

    // PyTorch's layer says true = ignored; the library says true = may attend.
    private static Tensor? Mask(GoldenCase golden, long batch)
    {
        Tensor? mask = null;
        if (golden.Has("attn_mask"))
        {
            var given = golden.Read("attn_mask");
            mask = given.is_floating_point() ? given.reshape(batch, -1, given.shape[1], given.shape[2]) : given.logical_not();
        }
        if (golden.Has("key_padding_mask"))
        {
            var kept = golden.Read("key_padding_mask").logical_not().unsqueeze(1).unsqueeze(1);
            mask = mask is null ? kept : mask.logical_and(kept);
        }
        return mask;
    }
}
