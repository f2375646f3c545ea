using static VisionAttention.Weights.Names.WeightLayouts;

namespace VisionAttention.Weights.Names;

/// <summary>Google's .npz checkpoints of ViT, from google-research/vision_transformer and from big_vision.</summary>
/// <remarks>The two number the layers of a block differently: LayerNorm_0 and _2 with attention _1 and MLP _3, or _0 and _1 with _0 and _0.</remarks>
internal static class GoogleNames
{
    private const string Block = "Transformer/encoderblock_{i}";

    public static readonly IReadOnlyList<string> Prefixes = ["opt/target/", "params/", "target/"];

    public static readonly IReadOnlyList<NameRule> Rules =
    [
        new("opt/state/*", target: null), // the optimiser's own numbers
        new("cls", "cls_token"),
        new("pos_embedding", "pos_embed"),
        new("Transformer/posembed_input/pos_embedding", "pos_embed"),
        new("embedding/kernel", "patch_embed.proj.weight", Convolution),
        new("embedding/bias", "patch_embed.proj.bias"),
        .. Norm($"{Block}/LayerNorm_0", "blocks.{i}.norm1"),
        .. Norm($"{Block}/LayerNorm_1", "blocks.{i}.norm2"),
        .. Norm($"{Block}/LayerNorm_2", "blocks.{i}.norm2"),
        .. Attention($"{Block}/MultiHeadDotProductAttention_0"),
        .. Attention($"{Block}/MultiHeadDotProductAttention_1"),
        .. Linear($"{Block}/MlpBlock_0/Dense_0", "blocks.{i}.mlp.fc1"),
        .. Linear($"{Block}/MlpBlock_0/Dense_1", "blocks.{i}.mlp.fc2"),
        .. Linear($"{Block}/MlpBlock_3/Dense_0", "blocks.{i}.mlp.fc1"),
        .. Linear($"{Block}/MlpBlock_3/Dense_1", "blocks.{i}.mlp.fc2"),
        .. Norm("Transformer/encoder_norm", "norm"),
        .. Linear("pre_logits", "pre_logits"),
        .. Linear("head", "head"),
    ];

    private static NameRule[] Norm(string source, string target)
    {
        return [new($"{source}/scale", $"{target}.weight"), new($"{source}/bias", $"{target}.bias")];
    }

    private static NameRule[] Linear(string source, string target)
    {
        return [new($"{source}/kernel", $"{target}.weight", Dense), new($"{source}/bias", $"{target}.bias")];
    }

    private static NameRule[] Attention(string source)
    {
        const string Target = "blocks.{i}.attn.qkv";
        return
        [
            new($"{source}/query/kernel", Target + ".weight", ToHeads, part: 0),
            new($"{source}/key/kernel", Target + ".weight", ToHeads, part: 1),
            new($"{source}/value/kernel", Target + ".weight", ToHeads, part: 2),
            new($"{source}/query/bias", Target + ".bias", Flat, part: 0),
            new($"{source}/key/bias", Target + ".bias", Flat, part: 1),
            new($"{source}/value/bias", Target + ".bias", Flat, part: 2),
            new($"{source}/out/kernel", "blocks.{i}.attn.proj.weight", FromHeads),
            new($"{source}/out/bias", "blocks.{i}.attn.proj.bias"),
        ];
    }
}
