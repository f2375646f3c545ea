using static VisionAttention.Weights.Names.WeightLayouts;

namespace VisionAttention.Weights.Names;

/// <summary>lucidrains' vit-pytorch: ViT and SimpleViT from version 1 on, and ViT before it.</summary>
/// <remarks>Its patch vectors are ordered (row, column, channel), and its newest tokens have no batch axis.</remarks>
internal static class LucidrainsNames
{
    public static readonly IReadOnlyList<NameRule> Rules =
    [
        new("cls_token", "cls_token", Tokens),
        new("pos_embedding", "pos_embed", Tokens),
        new("to_patch_embedding.1.{p}", "patch_embed.norm_patch.{p}", ChannelLastVector),
        new("to_patch_embedding.2.weight", "patch_embed.proj.weight", ChannelLastPatches),
        new("to_patch_embedding.2.bias", "patch_embed.proj.bias"),
        new("to_patch_embedding.3.{p}", "patch_embed.norm.{p}"),
        new("transformer.layers.{i}.0.norm.{p}", "blocks.{i}.norm1.{p}"),
        new("transformer.layers.{i}.0.to_qkv.{p}", "blocks.{i}.attn.qkv.{p}"),
        new("transformer.layers.{i}.0.to_out.0.{p}", "blocks.{i}.attn.proj.{p}"),
        new("transformer.layers.{i}.0.to_out.{p}", "blocks.{i}.attn.proj.{p}"),
        new("transformer.layers.{i}.1.net.0.{p}", "blocks.{i}.norm2.{p}"),
        new("transformer.layers.{i}.1.net.1.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("transformer.layers.{i}.1.net.3.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("transformer.layers.{i}.1.net.4.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("transformer.norm.{p}", "norm.{p}"),
        new("mlp_head.{p}", "head.{p}"),
        new("linear_head.{p}", "head.{p}"),
    ];

    public static readonly IReadOnlyList<NameRule> RulesBefore1 =
    [
        new("cls_token", "cls_token", Tokens),
        new("pos_embedding", "pos_embed", Tokens),
        new("to_patch_embedding.1.weight", "patch_embed.proj.weight", ChannelLastPatches),
        new("to_patch_embedding.1.bias", "patch_embed.proj.bias"),
        new("transformer.layers.{i}.0.norm.{p}", "blocks.{i}.norm1.{p}"),
        new("transformer.layers.{i}.0.fn.to_qkv.{p}", "blocks.{i}.attn.qkv.{p}"),
        new("transformer.layers.{i}.0.fn.to_out.0.{p}", "blocks.{i}.attn.proj.{p}"),
        new("transformer.layers.{i}.1.norm.{p}", "blocks.{i}.norm2.{p}"),
        new("transformer.layers.{i}.1.fn.net.0.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("transformer.layers.{i}.1.fn.net.3.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("mlp_head.0.{p}", "fc_norm.{p}"),
        new("mlp_head.1.{p}", "head.{p}"),
    ];
}
