namespace VisionAttention.Weights.Names;

/// <summary>torchvision's VisionTransformer, with both its namings of the MLP. (Its ResNets have the library's names already.)</summary>
internal static class TorchvisionNames
{
    public static readonly IReadOnlyList<NameRule> Rules =
    [
        new("class_token", "cls_token"),
        new("conv_proj.{p}", "patch_embed.proj.{p}"),
        new("encoder.pos_embedding", "pos_embed"),
        new("encoder.layers.encoder_layer_{i}.ln_1.{p}", "blocks.{i}.norm1.{p}"),
        new("encoder.layers.encoder_layer_{i}.self_attention.in_proj_{p}", "blocks.{i}.attn.qkv.{p}"),
        new("encoder.layers.encoder_layer_{i}.self_attention.out_proj.{p}", "blocks.{i}.attn.proj.{p}"),
        new("encoder.layers.encoder_layer_{i}.ln_2.{p}", "blocks.{i}.norm2.{p}"),
        new("encoder.layers.encoder_layer_{i}.mlp.0.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("encoder.layers.encoder_layer_{i}.mlp.3.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("encoder.layers.encoder_layer_{i}.mlp.linear_1.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("encoder.layers.encoder_layer_{i}.mlp.linear_2.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("encoder.ln.{p}", "norm.{p}"),
        new("heads.pre_logits.{p}", "pre_logits.{p}"),
        new("heads.head.{p}", "head.{p}"),
    ];
}
