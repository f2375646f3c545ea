using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>One CLIP in the spelling of every code base, whole and its tower for images by itself.</summary>
public sealed class ClipSpellingsTests : ForeignFiles
{
    // Text vectors are as wide as the joint ones, so that a matrix that should have been transposed has a shape that fits.
    private static readonly ClipOptions Tiny = ClipOptions.Of(
        new VisionTransformerOptions { Image = new ImageSize(8, 20), PatchSize = 4, EmbedDim = 12, Depth = 3, Heads = 3, Block = new EncoderBlockOptions { MlpDim = 10 } },
        new TextEncoderOptions { Vocabulary = 11, MaxLength = 6, EmbedDim = 8, Depth = 2, Heads = 2, Block = new EncoderBlockOptions { MlpDim = 14 } }) with { JointDim = 8 };

    // Ours, OpenAI's, Hugging Face's.
    private static readonly (string Own, string OpenAi, string HuggingFace)[] Names =
    [
        ("visual.patch_embed.proj.weight", "visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
        ("visual.cls_token", "visual.class_embedding", "vision_model.embeddings.class_embedding"),
        ("visual.pos_embed", "visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
        ("visual.norm_pre.", "visual.ln_pre.", "vision_model.pre_layrnorm."),
        ("visual.norm.", "visual.ln_post.", "vision_model.post_layernorm."),
        ("visual.blocks.", "visual.transformer.resblocks.", "vision_model.encoder.layers."),
        ("visual_proj.weight", "visual.proj", "visual_projection.weight"),
        ("text.tok_embed.weight", "token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
        ("text.pos_embed", "positional_embedding", "text_model.embeddings.position_embedding.weight"),
        ("text.norm.", "ln_final.", "text_model.final_layer_norm."),
        ("text.blocks.", "transformer.resblocks.", "text_model.encoder.layers."),
        ("text_proj.weight", "text_projection", "text_projection.weight"),
        (".norm1.", ".ln_1.", ".layer_norm1."),
        (".norm2.", ".ln_2.", ".layer_norm2."),
        (".attn.qkv.", ".attn.in_proj_", ".self_attn.{part}_proj."),
        (".attn.proj.", ".attn.out_proj.", ".self_attn.out_proj."),
        (".mlp.fc1.", ".mlp.c_fc.", ".mlp.fc1."),
        (".mlp.fc2.", ".mlp.c_proj.", ".mlp.fc2."),
    ];

    public static TheoryData<string, string> Spellings() => new()
    {
        { "own", "timm" },
        { "OpenAI", "CLIP" },
        { "OpenAI in TorchScript", "CLIP" },
        { "OpenAI in TorchScript with numbers as tensors", "CLIP" },
        { "open_clip", "CLIP" },
        { "open_clip with a linear projection", "CLIP" },
        { "open_clip with a bias of the logits", "CLIP" },
        { "open_clip in data-parallel training", "CLIP" },
        { "Hugging Face", "Hugging Face CLIP" },
        { "Hugging Face with position_ids", "Hugging Face CLIP" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void One_model_says_the_same_in_every_spelling(string spelling, string names)
    {
        using var model = Random();
        using var fresh = new Clip(Tiny);
        var (images, ids) = (randn(3, 3, 8, 20, device: CPU), tensor(new long[,] { { 1, 2, 10, 0, 0, 0 }, { 9, 3, 4, 5, 6, 10 } }, device: CPU));

        var report = ModelWeights.Load(fresh, Spelled(spelling, Weights(model)));

        Assert.True(report.IsComplete);
        Assert.Equal(names, report.Names);
        Same(Weights(model), Weights(fresh));
        model.eval();
        fresh.eval();
        var (expected, actual) = (model.call(images, ids), fresh.call(images, ids));
        Assert.True(expected.std().ToSingle() > 0.05, "the logits tell models apart");
        Assert.True(actual.allclose(expected, rtol: 1e-6, atol: 1e-6), $"{actual.sub(expected).abs().max().ToSingle()}");
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void The_tower_for_images_goes_into_a_Vision_Transformer_with_a_new_classifier(string spelling, string names)
    {
        using var model = Random();
        using var tower = new VisionTransformer(Tiny.Image with { Classes = 5 });

        // In the library's own spelling both towers are networks of blocks, of which one is to be named.
        var report = ModelWeights.Load(tower, Spelled(spelling, Weights(model)), new LoadOptions { Classifier = ["head"], Root = spelling == "own" ? "visual" : null });

        Assert.Equal(names == "timm" ? names : $"{names}'s images", report.Names);
        Same(Weights(model.Image), Weights(tower));
        Assert.Contains("the classifier head is new, for 5 classes: the file has none", report.Notes);
        Assert.InRange(report.Notes.Count, 1, 4);
    }

    [Theory]
    [InlineData("OpenAI", "BicubicAntialias")]
    [InlineData("Hugging Face", "Bicubic")]
    public void Positions_of_images_are_resized_for_another_size_and_those_of_texts_are_not(string spelling, string convention)
    {
        var small = Tiny with { Image = Tiny.Image with { Image = new ImageSize(8, 8) } };
        using var model = new Clip(small);
        using var larger = new Clip(Tiny);
        using var longer = new Clip(small with { Text = small.Text with { MaxLength = 7 } });
        var path = Spelled(spelling, Weights(model));

        Assert.Equal([$"visual.pos_embed was resized from 2×2 to 2×5 positions ({convention})"], ModelWeights.Load(larger, path).Notes);
        var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(longer, path));
        Assert.Contains("1 misshaped: text.pos_embed is [1, 7, 8], the file has", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bias_of_the_text_projection_has_no_place()
    {
        using var model = Random();
        var tensors = OpenAi(Weights(model), "text.", isLinear: true);
        tensors["text.text_projection.bias"] = ones(8);
        var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(new Clip(Tiny), Safetensors(tensors)));
        Assert.EndsWith("does not fit Clip: 1 surplus: text.text_projection.bias", error.Message, StringComparison.Ordinal);
    }

    // Weights that half precision holds exactly.
    private static Clip Random()
    {
        var model = new Clip(Tiny);
        using var off = no_grad();
        foreach (var (_, parameter) in model.named_parameters())
            parameter.copy_(parameter.ndim == 0 ? 3 : randn_like(parameter).mul(0.5).to(float16));
        return model;
    }

    private string Spelled(string spelling, Dictionary<string, Tensor> tensors)
    {
        switch (spelling)
        {
            case "own":
                return Safetensors(tensors);
            case "OpenAI":
                return Safetensors(OpenAi(tensors));
            case "OpenAI in TorchScript":
                return Torch(pickle => pickle.Script(Halved(OpenAi(tensors)), ("input_resolution", TorchPickle.Whole(8)), ("context_length", TorchPickle.Whole(6)), ("vocab_size", TorchPickle.Whole(11))));
            case "OpenAI in TorchScript with numbers as tensors":
                var whole = Halved(OpenAi(tensors));
                (whole["input_resolution"], whole["context_length"], whole["vocab_size"]) = (tensor(8L, device: CPU), tensor(6L, device: CPU), tensor(11L, device: CPU));
                whole["transformer.resblocks.0.attn_mask"] = zeros(6, 6, device: CPU);
                return Torch(pickle => pickle.Script(whole));
            case "open_clip":
                return Safetensors(OpenAi(tensors, "text."));
            case "open_clip with a linear projection":
                return Safetensors(OpenAi(tensors, "text.", isLinear: true));
            case "open_clip with a bias of the logits":
                return Safetensors(new(OpenAi(tensors, "text.")) { ["logit_bias"] = tensor(-10f, device: CPU), ["text.attn_mask"] = zeros(6, 6, device: CPU) });
            case "open_clip in data-parallel training":
                return Torch(pickle => TorchPickle.Dict(("epoch", TorchPickle.Whole(3)), ("state_dict", pickle.State(OpenAi(tensors).Select(entry => KeyValuePair.Create($"module.{entry.Key}", entry.Value))))));
            case "Hugging Face":
                return Safetensors(HuggingFace(tensors));
            default:
                var ids = arange(11, dtype: int64, device: CPU).unsqueeze(0);
                return Safetensors(new(HuggingFace(tensors)) { ["vision_model.embeddings.position_ids"] = ids, ["text_model.embeddings.position_ids"] = ids.narrow(1, 0, 6).clone() });
        }
    }

    // OpenAI's convert_weights leaves norms, embeddings and the scale as they are.
    private static Dictionary<string, Tensor> Halved(Dictionary<string, Tensor> tensors) =>
        tensors.ToDictionary(entry => entry.Key, entry => entry.Key.Contains("ln_", StringComparison.Ordinal) || entry.Key.Contains("embedding", StringComparison.Ordinal) || entry.Value.ndim == 0 ? entry.Value : entry.Value.to(float16));

    private static Dictionary<string, Tensor> OpenAi(Dictionary<string, Tensor> tensors, string text = "", bool isLinear = false)
    {
        var result = new Dictionary<string, Tensor>();
        foreach (var (own, value) in tensors)
        {
            var name = Names.Aggregate(own, (name, pair) => name.Replace(pair.Own, pair.OpenAi, StringComparison.Ordinal));
            var isOfTexts = own.StartsWith("text", StringComparison.Ordinal);
            var isMatrix = own is "visual_proj.weight" || (own is "text_proj.weight" && !isLinear);
            result[(isOfTexts ? text + name : name) + (own is "text_proj.weight" && isLinear ? ".weight" : "")] = isMatrix ? value.t().contiguous() : Bare(own, value);
        }
        return result;
    }

    private static Dictionary<string, Tensor> HuggingFace(Dictionary<string, Tensor> tensors)
    {
        var result = new Dictionary<string, Tensor>();
        foreach (var (own, value) in tensors)
        {
            var name = Names.Aggregate(own, (name, pair) => name.Replace(pair.Own, pair.HuggingFace, StringComparison.Ordinal));
            var parts = name.Contains("{part}", StringComparison.Ordinal) ? value.chunk(3, dim: 0) : [Bare(own, value)];
            for (var part = 0; part < parts.Length; part++)
                result[name.Replace("{part}", "qkv"[part].ToString(), StringComparison.Ordinal)] = parts[part].contiguous();
        }
        return result;
    }

    // Others have no axis for the batch in tables.
    private static Tensor Bare(string own, Tensor value) => own switch
    {
        "visual.cls_token" => value.flatten(),
        "visual.pos_embed" or "text.pos_embed" => value.squeeze(0),
        _ => value,
    };
}
