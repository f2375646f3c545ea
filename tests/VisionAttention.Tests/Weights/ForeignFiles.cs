using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>Files as other people's programs leave them: each holds the weights of one small model, in some wrapping, beside something.</summary>
public abstract class ForeignFiles : IDisposable
{
    private protected static readonly VisionTransformerOptions Small = new()
    {
        Image = new ImageSize(8, 8), PatchSize = 4, EmbedDim = 8, Depth = 1, Heads = 2, Classes = 3, Block = new EncoderBlockOptions { MlpDim = 6 },
    };

    private protected static readonly AttentionResNetOptions SmallNetwork = new() { Depth = 18, Block = BlockKind.Basic, Width = 0.0625, Classes = 3 };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();

    protected ForeignFiles() => manual_seed(29);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static (VisionTransformer Model, Dictionary<string, Tensor> Weights) Source() => (new VisionTransformer(Small), Weights(new VisionTransformer(Small)));

    private protected static Dictionary<string, Tensor> Weights(nn.Module model) => ModelWeights.Places(model).ToDictionary(entry => entry.Key, entry => entry.Value.detach());

    /// <summary>The weights of a model, as another code base calls and lays them out.</summary>
    internal static Dictionary<string, Tensor> Renamed(Dictionary<string, Tensor> tensors, string naming) => naming switch
    {
        "timm" or "ResNet" => tensors,
        "Hugging Face" => Replaced(tensors, ("blocks.0.attn.proj", "encoder.layer.0.attention.output.dense"), ("blocks.0.norm1", "encoder.layer.0.layernorm_before"),
            ("blocks.0.norm2", "encoder.layer.0.layernorm_after"), ("blocks.0.mlp.fc1", "encoder.layer.0.intermediate.dense"), ("blocks.0.mlp.fc2", "encoder.layer.0.output.dense"),
            ("patch_embed.proj", "embeddings.patch_embeddings.projection"), ("cls_token", "embeddings.cls_token"), ("pos_embed", "embeddings.position_embeddings"), ("head.", "classifier."), ("norm.", "layernorm."), ("pre_logits", "pooler.dense")),
        "lucidrains" => Replaced(tensors, ("blocks.0.attn.qkv", "transformer.layers.0.0.to_qkv"), ("blocks.0.attn.proj", "transformer.layers.0.0.to_out.0"), ("blocks.0.norm1", "transformer.layers.0.0.norm"),
            ("blocks.0.norm2", "transformer.layers.0.1.net.0"), ("blocks.0.mlp.fc1", "transformer.layers.0.1.net.1"), ("blocks.0.mlp.fc2", "transformer.layers.0.1.net.4"),
            ("patch_embed.proj", "to_patch_embedding.2"), ("pos_embed", "pos_embedding"), ("head.", "mlp_head."), ("norm.", "transformer.norm.")),
        _ => Replaced(tensors, ("blocks.0.attn.qkv.", "encoder.layers.encoder_layer_0.self_attention.in_proj_"), ("blocks.0.attn.proj", "encoder.layers.encoder_layer_0.self_attention.out_proj"),
            ("blocks.0.norm1", "encoder.layers.encoder_layer_0.ln_1"), ("blocks.0.norm2", "encoder.layers.encoder_layer_0.ln_2"), ("blocks.0.mlp.fc1", "encoder.layers.encoder_layer_0.mlp.linear_1"),
            ("blocks.0.mlp.fc2", "encoder.layers.encoder_layer_0.mlp.linear_2"), ("patch_embed.proj", "conv_proj"), ("cls_token", "class_token"), ("pos_embed", "encoder.pos_embedding"),
            ("head.", naming == "torchvision" ? "heads.head." : "heads."), ("norm.", "encoder.ln."), ("pre_logits", "heads.pre_logits")),
    };

    private protected static IReadOnlyList<string> NotesOf(nn.Module model, string path, Dictionary<string, Tensor> expected)
    {
        var report = ModelWeights.Load(model, path);
        Same(expected, Weights(model));
        return report.Notes;
    }

    private protected static void LoadedInto(nn.Module model, string path, Dictionary<string, Tensor> expected, LoadOptions? options = null)
    {
        Assert.True(ModelWeights.Load(model, path, options).IsComplete);
        Same(expected, Weights(model));
    }

    private protected static void Same(IEnumerable<KeyValuePair<string, Tensor>> expected, Dictionary<string, Tensor> actual)
    {
        foreach (var (name, value) in expected)
            Assert.True(value.eq(actual[name]).all().ToBoolean(), name);
    }

    private protected string Written(string name, byte[] content) => _folder.Write(name, content);

    private protected string Torch(Func<TorchPickle, string> content) => _folder.Write("file.pth", TorchPickle.File(content));

    private protected string Safetensors(Dictionary<string, Tensor> tensors)
    {
        SafetensorsFile.Write(_folder.Path("file.safetensors"), tensors);
        return _folder.Path("file.safetensors");
    }

    // The pairs name the first block; the first 0 of a foreign name stands for its number.
    private static Dictionary<string, Tensor> Replaced(Dictionary<string, Tensor> tensors, params (string Own, string Foreign)[] names)
    {
        var result = new Dictionary<string, Tensor>();
        foreach (var (full, value) in tensors)
        {
            var parts = full.Split('.');
            var block = parts[0] == "blocks" ? parts[1] : "0";
            var name = parts[0] == "blocks" ? $"blocks.0.{string.Join('.', parts[2..])}" : full;
            var (own, pair) = names.FirstOrDefault(pair => name.StartsWith(pair.Own, StringComparison.Ordinal), (Own: name, Foreign: name));
            var number = parts[0] == "blocks" ? pair.IndexOf('0', StringComparison.Ordinal) : -1;
            var foreign = number < 0 ? pair : $"{pair[..number]}{block}{pair[(number + 1)..]}";
            if (own == name && name.StartsWith("blocks.0.attn.qkv", StringComparison.Ordinal))
            {
                foreach (var (part, chunk) in new[] { "query", "key", "value" }.Zip(value.chunk(3, dim: 0)))
                    result[$"encoder.layer.{block}.attention.attention.{part}.{parts[^1]}"] = chunk;
                continue;
            }
            // lucidrains flattens a patch with the channel last.
            result[foreign + name[own.Length..]] = foreign == "to_patch_embedding.2" && value.ndim == 4 ? value.permute(0, 2, 3, 1).flatten(1) : value;
        }
        return result;
    }
}
