namespace VisionAttention.Weights.Names;

/// <summary>Hugging Face's ViTModel, ViTForImageClassification and the DeiT models: query, key and value apart.</summary>
internal static class HuggingFaceNames
{
    public static readonly IReadOnlyList<string> Prefixes = ["vit.", "deit."];

    public static readonly IReadOnlyList<NameRule> Rules =
    [
        new("embeddings.cls_token", "cls_token"),
        new("embeddings.distillation_token", "dist_token"),
        new("embeddings.position_embeddings", "pos_embed"),
        new("embeddings.patch_embeddings.projection.{p}", "patch_embed.proj.{p}"),
        new("embeddings.mask_token", target: null),
        new("encoder.layer.{i}.layernorm_before.{p}", "blocks.{i}.norm1.{p}"),
        new("encoder.layer.{i}.attention.attention.query.{p}", "blocks.{i}.attn.qkv.{p}", part: 0),
        new("encoder.layer.{i}.attention.attention.key.{p}", "blocks.{i}.attn.qkv.{p}", part: 1),
        new("encoder.layer.{i}.attention.attention.value.{p}", "blocks.{i}.attn.qkv.{p}", part: 2),
        new("encoder.layer.{i}.attention.output.dense.{p}", "blocks.{i}.attn.proj.{p}"),
        new("encoder.layer.{i}.layernorm_after.{p}", "blocks.{i}.norm2.{p}"),
        new("encoder.layer.{i}.intermediate.dense.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("encoder.layer.{i}.output.dense.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("layernorm.{p}", "norm.{p}"),
        new("pooler.dense.{p}", "pre_logits.{p}"),
        new("classifier.{p}", "head.{p}"),
        new("cls_classifier.{p}", "head.{p}"),
        new("distillation_classifier.{p}", "head_dist.{p}"),
    ];
}
