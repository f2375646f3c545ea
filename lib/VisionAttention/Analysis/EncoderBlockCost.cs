using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Layers;
using VisionAttention.Models;

namespace VisionAttention.Analysis;

/// <summary>The cost of an encoder block: T·(4·D² + 2·D·M) + 2·T²·D products for T tokens of width D and an MLP of width M.</summary>
/// <remarks>Dosovitskiy et al. 2021, section 3.1, Eq. 2 and 3. Layers are listed as in ViT, with the norm before each branch.</remarks>
internal static class EncoderBlockCost
{
    public static void Add(CostWalk walk, EncoderBlock block, string path, long tokens)
    {
        var parts = new Parts(block, path);
        var attention = parts.Get<MultiheadSelfAttention>("attn");
        var isPre = block.Options.Norm == NormPlacement.Pre;
        AddNorm(walk, parts, "norm1", isPre, tokens, attention.EmbedDim);
        AddAttention(walk, attention, parts.Below("attn"), tokens);
        AddScale(walk, parts, "ls1", tokens, attention.EmbedDim);
        TokenLayerCost.AddSum(walk, parts.PathOf("attn"), "sum", 0, tokens, attention.EmbedDim);
        AddNorm(walk, parts, "norm1", !isPre, tokens, attention.EmbedDim);

        AddNorm(walk, parts, "norm2", isPre, tokens, attention.EmbedDim);
        var mlp = parts.Below("mlp");
        TokenLayerCost.AddLinear(walk, mlp.Get<Linear>("fc1"), mlp.PathOf("fc1"), tokens, Words(block.Options.Activation));
        TokenLayerCost.AddLinear(walk, mlp.Get<Linear>("fc2"), mlp.PathOf("fc2"), tokens);
        AddScale(walk, parts, "ls2", tokens, attention.EmbedDim);
        TokenLayerCost.AddSum(walk, parts.PathOf("mlp"), "sum", 0, tokens, attention.EmbedDim);
        AddNorm(walk, parts, "norm2", !isPre, tokens, attention.EmbedDim);
    }

    private static void AddNorm(CostWalk walk, Parts parts, string name, bool isHere, long tokens, long embedDim)
    {
        if (isHere)
            TokenLayerCost.AddNorm(walk, parts.Get<LayerNorm>(name), parts.PathOf(name), tokens, embedDim);
    }

    private static void AddScale(CostWalk walk, Parts parts, string name, long tokens, long embedDim)
    {
        if (parts.Find<LayerScale>(name) is { } scale)
            TokenLayerCost.AddSum(walk, parts.PathOf(name), "layer scale", CostWalk.Parameters(scale), tokens, embedDim);
    }

    private static void AddAttention(CostWalk walk, MultiheadSelfAttention layer, Parts parts, long tokens)
    {
        var (heads, width) = (layer.Heads, layer.Heads * layer.HeadDim);
        TokenLayerCost.AddLinear(walk, parts.Get<Linear>("qkv"), parts.PathOf("qkv"), tokens);
        foreach (var name in new[] { "q_norm", "k_norm" })
        {
            if (parts.Find<LayerNorm>(name) is { } norm)
                TokenLayerCost.AddNorm(walk, norm, parts.PathOf(name), heads, tokens, layer.HeadDim);
        }
        var operations = new OperationCount
        {
            Products = checked(2 * tokens * tokens * width),
            Softmax = checked(heads * tokens * tokens),
        };
        walk.Add(parts.PathOf("heads"), $"attention, {heads} heads", [tokens, 3 * width], [tokens, width], parameters: 0, operations);
        TokenLayerCost.AddLinear(walk, parts.Get<Linear>("proj"), parts.PathOf("proj"), tokens);
    }

    private static string Words(Activation activation)
    {
        return activation switch
        {
            Activation.Gelu => "GELU",
            Activation.GeluTanh => "GELU (tanh)",
            Activation.QuickGelu => "quick GELU",
            Activation.Relu => "ReLU",
            Activation.Silu => "SiLU",
            _ => activation.ToString(),
        };
    }
}
