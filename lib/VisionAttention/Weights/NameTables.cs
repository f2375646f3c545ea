using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>What others call the weights of a Vision Transformer, one table for each source, and the layouts in which they store them.</summary>
internal static class NameTables
{
    private const string Block = "Transformer/encoderblock_{i}";

    /// <summary>Hugging Face's ViTModel, ViTForImageClassification and the DeiT models: query, key and value apart.</summary>
    public static readonly NameRule[] HuggingFace =
    [
        new("embeddings.cls_token", "cls_token"),
        new("embeddings.distillation_token", "dist_token"),
        new("embeddings.position_embeddings", "pos_embed"),
        new("embeddings.patch_embeddings.projection.{p}", "patch_embed.proj.{p}"),
        new("embeddings.mask_token", target: ""),
        new("encoder.layer.{i}.layernorm_before.{p}", "blocks.{i}.norm1.{p}"),
        new("encoder.layer.{i}.attention.attention.query.{p}", "blocks.{i}.attn.qkv.{p}", part: 0),
        new("encoder.layer.{i}.attention.attention.key.{p}", "blocks.{i}.attn.qkv.{p}", part: 1),
        new("encoder.layer.{i}.attention.attention.value.{p}", "blocks.{i}.attn.qkv.{p}", part: 2),
        new("encoder.layer.{i}.attention.output.dense.{p}", "blocks.{i}.attn.proj.{p}"),
        new("encoder.layer.{i}.layernorm_after.{p}", "blocks.{i}.norm2.{p}"),
        new("encoder.layer.{i}.intermediate.dense.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("encoder.layer.{i}.output.dense.{p}", "blocks.{i}.mlp.fc2.{p}"),
        new("layernorm.{p}", "norm.{p}"),
        new("pooler.dense.{p}", "pre_logits.{p}", isOptional: true), // ViTModel has one that its classifiers leave out
        new("classifier.{p}", "head.{p}"),
        new("classifier.{i}.{p}", "head.{p}"),
        new("cls_classifier.{p}", "head.{p}"),
        new("distillation_classifier.{p}", "head_dist.{p}"),
    ];

    /// <summary>Hugging Face's BertModel; the first published files have gamma and beta for the norms.</summary>
    public static readonly NameRule[] Bert =
    [
        new("embeddings.word_embeddings.weight", "tok_embed.weight"),
        new("embeddings.position_embeddings.weight", "pos_embed", Tokens),
        new("embeddings.token_type_embeddings.weight", "type_embed.weight"),
        new("embeddings.position_ids", target: ""),
        .. TorchNorm("embeddings.LayerNorm", "norm_pre"),
        new("encoder.layer.{i}.attention.self.query.{p}", "blocks.{i}.attn.qkv.{p}", part: 0),
        new("encoder.layer.{i}.attention.self.key.{p}", "blocks.{i}.attn.qkv.{p}", part: 1),
        new("encoder.layer.{i}.attention.self.value.{p}", "blocks.{i}.attn.qkv.{p}", part: 2),
        new("encoder.layer.{i}.attention.output.dense.{p}", "blocks.{i}.attn.proj.{p}"),
        .. TorchNorm("encoder.layer.{i}.attention.output.LayerNorm", "blocks.{i}.norm1"),
        new("encoder.layer.{i}.intermediate.dense.{p}", "blocks.{i}.mlp.fc1.{p}"),
        new("encoder.layer.{i}.output.dense.{p}", "blocks.{i}.mlp.fc2.{p}"),
        .. TorchNorm("encoder.layer.{i}.output.LayerNorm", "blocks.{i}.norm2"),
        new("pooler.dense.{p}", "pre_logits.{p}", isOptional: true),
        new("classifier.{p}", "head.{p}"),
    ];

    /// <summary>OpenAI's CLIP; open_clip's has the same names, in its newer classes with <c>text.</c> before the tower for texts.</summary>
    /// <remarks>
    /// Both projections are plain matrices there, [width, joint], unless open_clip makes a linear layer of the texts'. A TorchScript archive has
    /// three numbers beside the weights, and masks that follow from the length of a text.
    /// </remarks>
    public static readonly NameRule[] OpenAi =
    [
        .. OpenAiImage("visual."),
        new("visual.proj", "visual_proj.weight", Dense),
        .. OpenAiText(""), .. OpenAiText("text."),
        new("logit_scale", "logit_scale"),
        new("logit_bias", "logit_bias", isOptional: true), // one number for all logits, which compares nothing
        .. PassedOver("input_resolution", "context_length", "vocab_size"),
    ];

    /// <summary>The tower for images of those files, for a Vision Transformer by itself.</summary>
    public static readonly NameRule[] OpenAiImages =
    [
        .. OpenAiImage(""),
        .. PassedOver("visual.proj", "text.{any}", "transformer.resblocks.{any}", "token_embedding.weight", "positional_embedding", "ln_final.{p}", "attn_mask"),
        .. PassedOver("text_projection{any}", "logit_scale", "logit_bias", "input_resolution", "context_length", "vocab_size"),
    ];

    /// <summary>Hugging Face's CLIPModel. The missing letter is theirs.</summary>
    public static readonly NameRule[] HuggingFaceClip =
    [
        .. HuggingFaceClipImage("visual."),
        new("visual_projection.weight", "visual_proj.weight"),
        new("text_model.embeddings.token_embedding.weight", "text.tok_embed.weight"),
        new("text_model.embeddings.position_embedding.weight", "text.pos_embed", Tokens),
        new("text_model.embeddings.position_ids", target: ""),
        .. HuggingFaceClipBlock("text_model", "text."),
        new("text_model.final_layer_norm.{p}", "text.norm.{p}"),
        new("text_projection.weight", "text_proj.weight"),
        new("logit_scale", "logit_scale"),
    ];

    /// <summary>Its tower for images, for a Vision Transformer by itself: out of a CLIPModel, or a CLIPVisionModel.</summary>
    public static readonly NameRule[] HuggingFaceClipImages =
        [.. HuggingFaceClipImage(""), .. PassedOver("visual_projection.weight", "text_model.{any}", "text_projection.weight", "logit_scale")];

    /// <summary>torchvision's VisionTransformer, with both its namings of the MLP. (Its ResNets have the library's names already.)</summary>
    public static readonly NameRule[] Torchvision =
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
        new("heads.head.{i}.{p}", "head.{p}"),
        new("heads.{p}", "head.{p}"),
        new("heads.{i}.{p}", "head.{p}"),
    ];

    /// <summary>lucidrains' vit-pytorch from version 1 on: ViT and SimpleViT.</summary>
    /// <remarks>Its patch vectors are ordered (row, column, channel), and its newest tokens have no batch axis.</remarks>
    public static readonly NameRule[] Lucidrains =
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

    /// <summary>lucidrains' ViT before version 1.</summary>
    public static readonly NameRule[] LucidrainsBefore1 =
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

    /// <summary>Google's .npz checkpoints of ViT, from google-research/vision_transformer and from big_vision.</summary>
    /// <remarks>The two number the layers of a block differently: LayerNorm_0 and _2 with attention _1 and MLP _3, or _0 and _1 with _0 and _0.</remarks>
    public static readonly NameRule[] Google =
    [
        new("opt/state/{any}", target: ""), // the optimiser's own numbers
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

    /// <summary>KerasHub's ViTBackbone and ViTImageClassifier, as Keras 3 writes them, in a .weights.h5 file or a .keras archive.</summary>
    /// <remarks>A list's layers go by their class, with numbers from the second on; so the only dense layer of a classifier is its last.</remarks>
    public static readonly NameRule[] Keras = [.. KerasBackbone(), .. KerasLayer("layers/dense", "head", Dense)];

    /// <summary>KerasHub's ViTImageClassifier with an intermediate_dim: the first of its dense layers is the one before the logits.</summary>
    public static readonly NameRule[] KerasPreLogits =
        [.. KerasBackbone(), .. KerasLayer("layers/dense", "pre_logits", Dense), .. KerasLayer("layers/dense_1", "head", Dense)];

    private static NameRule[] PassedOver(params string[] sources) => Array.ConvertAll(sources, source => new NameRule(source, target: ""));

    private static NameRule[] OpenAiImage(string target) =>
    [
        new("visual.conv1.{p}", $"{target}patch_embed.proj.{{p}}"),
        new("visual.class_embedding", $"{target}cls_token", Token),
        new("visual.positional_embedding", $"{target}pos_embed", Tokens),
        new("visual.ln_pre.{p}", $"{target}norm_pre.{{p}}"),
        .. OpenAiBlock("visual.transformer", target),
        new("visual.ln_post.{p}", $"{target}norm.{{p}}"),
    ];

    private static NameRule[] OpenAiText(string prefix) =>
    [
        new($"{prefix}token_embedding.weight", "text.tok_embed.weight"),
        new($"{prefix}positional_embedding", "text.pos_embed", Tokens),
        .. OpenAiBlock($"{prefix}transformer", "text."),
        new($"{prefix}ln_final.{{p}}", "text.norm.{p}"),
        new($"{prefix}text_projection", "text_proj.weight", Dense),
        new($"{prefix}text_projection.weight", "text_proj.weight"),
        new($"{prefix}attn_mask", target: ""),
    ];

    private static NameRule[] OpenAiBlock(string source, string target) =>
    [
        new($"{source}.resblocks.{{i}}.ln_1.{{p}}", $"{target}blocks.{{i}}.norm1.{{p}}"),
        new($"{source}.resblocks.{{i}}.attn.in_proj_{{p}}", $"{target}blocks.{{i}}.attn.qkv.{{p}}"),
        new($"{source}.resblocks.{{i}}.attn.out_proj.{{p}}", $"{target}blocks.{{i}}.attn.proj.{{p}}"),
        new($"{source}.resblocks.{{i}}.ln_2.{{p}}", $"{target}blocks.{{i}}.norm2.{{p}}"),
        new($"{source}.resblocks.{{i}}.mlp.c_fc.{{p}}", $"{target}blocks.{{i}}.mlp.fc1.{{p}}"),
        new($"{source}.resblocks.{{i}}.mlp.c_proj.{{p}}", $"{target}blocks.{{i}}.mlp.fc2.{{p}}"),
        new($"{source}.resblocks.{{i}}.attn_mask", target: ""),
    ];

    private static NameRule[] HuggingFaceClipImage(string target) =>
    [
        new("vision_model.embeddings.class_embedding", $"{target}cls_token", Token),
        new("vision_model.embeddings.patch_embedding.weight", $"{target}patch_embed.proj.weight"),
        new("vision_model.embeddings.position_embedding.weight", $"{target}pos_embed", Tokens),
        new("vision_model.embeddings.position_ids", target: ""),
        new("vision_model.pre_layrnorm.{p}", $"{target}norm_pre.{{p}}"),
        .. HuggingFaceClipBlock("vision_model", target),
        new("vision_model.post_layernorm.{p}", $"{target}norm.{{p}}"),
    ];

    private static NameRule[] HuggingFaceClipBlock(string source, string target) =>
    [
        new($"{source}.encoder.layers.{{i}}.layer_norm1.{{p}}", $"{target}blocks.{{i}}.norm1.{{p}}"),
        new($"{source}.encoder.layers.{{i}}.self_attn.q_proj.{{p}}", $"{target}blocks.{{i}}.attn.qkv.{{p}}", part: 0),
        new($"{source}.encoder.layers.{{i}}.self_attn.k_proj.{{p}}", $"{target}blocks.{{i}}.attn.qkv.{{p}}", part: 1),
        new($"{source}.encoder.layers.{{i}}.self_attn.v_proj.{{p}}", $"{target}blocks.{{i}}.attn.qkv.{{p}}", part: 2),
        new($"{source}.encoder.layers.{{i}}.self_attn.out_proj.{{p}}", $"{target}blocks.{{i}}.attn.proj.{{p}}"),
        new($"{source}.encoder.layers.{{i}}.layer_norm2.{{p}}", $"{target}blocks.{{i}}.norm2.{{p}}"),
        new($"{source}.encoder.layers.{{i}}.mlp.fc1.{{p}}", $"{target}blocks.{{i}}.mlp.fc1.{{p}}"),
        new($"{source}.encoder.layers.{{i}}.mlp.fc2.{{p}}", $"{target}blocks.{{i}}.mlp.fc2.{{p}}"),
    ];

    private static NameRule[] KerasBackbone() =>
    [
        new("optimizer/{any}", target: ""), // training's own numbers
        new("metrics/{any}", target: ""),
        new("layers/vi_t_patching_and_embedding/vars/0", "cls_token"),
        .. KerasLayer("layers/vi_t_patching_and_embedding/patch_embedding", "patch_embed.proj", Convolution),
        new("layers/vi_t_patching_and_embedding/position_embedding/vars/0", "pos_embed", Tokens),
        .. KerasBlock("layers/vi_t_encoder/encoder_layers/vi_t_encoder_block", "blocks.0"),
        .. KerasBlock("layers/vi_t_encoder/encoder_layers/vi_t_encoder_block_{i}", "blocks.{i}"),
        .. KerasLayer("layers/vi_t_encoder/layer_norm", "norm"),
    ];

    private static NameRule[] KerasBlock(string source, string target) =>
    [
        .. KerasLayer($"{source}/layer_norm_1", $"{target}.norm1"),
        .. KerasLayer($"{source}/layer_norm_2", $"{target}.norm2"),
        .. KerasAttention($"{source}/mha/", $"{target}.attn"),
        .. KerasAttention($"{source}/mha/_", $"{target}.attn"), // older versions of Keras have the private names alone
        .. KerasLayer($"{source}/mlp/dense_1", $"{target}.mlp.fc1", Dense),
        .. KerasLayer($"{source}/mlp/dense_2", $"{target}.mlp.fc2", Dense),
    ];

    private static NameRule[] KerasAttention(string source, string target) =>
    [
        .. KerasPart($"{source}query_dense", target, 0), .. KerasPart($"{source}key_dense", target, 1), .. KerasPart($"{source}value_dense", target, 2),
        .. KerasLayer($"{source}output_dense", $"{target}.proj", FromHeads),
    ];

    private static NameRule[] KerasPart(string source, string target, int part) =>
        [new($"{source}/vars/0", $"{target}.qkv.weight", ToHeads, part), new($"{source}/vars/1", $"{target}.qkv.bias", Flat, part)];

    private static NameRule[] KerasLayer(string source, string target, Func<Tensor, PatchShape, Tensor?>? layout = null) =>
        [new($"{source}/vars/0", $"{target}.weight", layout), new($"{source}/vars/1", $"{target}.bias")];

    private static NameRule[] TorchNorm(string source, string target) =>
        [new($"{source}.{{p}}", $"{target}.{{p}}"), new($"{source}.gamma", $"{target}.weight"), new($"{source}.beta", $"{target}.bias")];

    private static NameRule[] Norm(string source, string target) => [new($"{source}/scale", $"{target}.weight"), new($"{source}/bias", $"{target}.bias")];

    private static NameRule[] Linear(string source, string target) => [new($"{source}/kernel", $"{target}.weight", Dense), new($"{source}/bias", $"{target}.bias")];

    private static NameRule[] Attention(string source) =>
    [
        .. Part($"{source}/query", 0), .. Part($"{source}/key", 1), .. Part($"{source}/value", 2),
        new($"{source}/out/kernel", "blocks.{i}.attn.proj.weight", FromHeads),
        new($"{source}/out/bias", "blocks.{i}.attn.proj.bias"),
    ];

    private static NameRule[] Part(string source, int part) =>
        [new($"{source}/kernel", "blocks.{i}.attn.qkv.weight", ToHeads, part), new($"{source}/bias", "blocks.{i}.attn.qkv.bias", Flat, part)];

    // The layouts, to the library's, which are PyTorch's. Each only moves numbers about; null for a shape it cannot be.
    // A dense kernel [in, out] to [out, in].
    private static Tensor? Dense(Tensor source, PatchShape patch) => source.ndim == 2 ? source.t() : null;

    // A convolution kernel [rows, columns, in, out] to [out, in, rows, columns].
    private static Tensor? Convolution(Tensor source, PatchShape patch) => source.ndim == 4 ? source.permute(3, 2, 0, 1) : null;

    // A projection to heads [D, H, Dh] to [H·Dh, D].
    private static Tensor? ToHeads(Tensor source, PatchShape patch) => source.ndim == 3 ? source.flatten(1).t() : null;

    // A projection from heads [H, Dh, D] to [D, H·Dh].
    private static Tensor? FromHeads(Tensor source, PatchShape patch) => source.ndim == 3 ? source.flatten(0, 1).t() : null;

    // A bias of heads [H, Dh] to [H·Dh].
    private static Tensor? Flat(Tensor source, PatchShape patch) => source.ndim == 2 ? source.flatten() : null;

    // A patch projection [D, P·P·C] with the channel last to a convolution's [D, C, P, P].
    private static Tensor? ChannelLastPatches(Tensor source, PatchShape patch) => source.ndim == 2 && source.shape[1] == patch.Numbers
        ? source.reshape(source.shape[0], patch.Side, patch.Side, patch.Channels).permute(0, 3, 1, 2)
        : null;

    // One number for each place of a patch [P·P·C] with the channel last to the order (channel, row, column).
    private static Tensor? ChannelLastVector(Tensor source, PatchShape patch) => source.ndim == 1 && source.shape[0] == patch.Numbers
        ? source.reshape(patch.Side, patch.Side, patch.Channels).permute(2, 0, 1).flatten()
        : null;

    // Tokens [n, D] to [1, n, D]; tokens that have the batch axis keep it.
    private static Tensor? Tokens(Tensor source, PatchShape patch) => source.ndim == 2 ? source.unsqueeze(0) : source;

    // One token [D] to [1, 1, D].
    private static Tensor? Token(Tensor source, PatchShape patch) => source.ndim == 1 ? source.reshape(1, 1, -1) : source;
}
