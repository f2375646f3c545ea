using PureHDF;
using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>One network in the spelling and the file format of every code base whose names are known.</summary>
public sealed class SpellingsTests : ForeignFiles
{
    private const string KerasBackbone = "layers/vi_t_backbone/";
    private const string KerasBlock = "layers/vi_t_encoder/encoder_layers/vi_t_encoder_block";
    private const string GoogleBlock = "Transformer/encoderblock_{i}";

    // A layer of ours, Google's and KerasHub's.
    private static readonly (string Own, string Google, string Keras)[] Layers =
    [
        ("patch_embed.proj", "embedding", "layers/vi_t_patching_and_embedding/patch_embedding"),
        ("blocks.{i}.norm1", $"{GoogleBlock}/LayerNorm_0", $"{KerasBlock}{{i}}/layer_norm_1"),
        ("blocks.{i}.attn.qkv", $"{GoogleBlock}/MultiHeadDotProductAttention_1/{{part}}", $"{KerasBlock}{{i}}/mha/{{part}}_dense"),
        ("blocks.{i}.attn.proj", $"{GoogleBlock}/MultiHeadDotProductAttention_1/out", $"{KerasBlock}{{i}}/mha/output_dense"),
        ("blocks.{i}.norm2", $"{GoogleBlock}/LayerNorm_2", $"{KerasBlock}{{i}}/layer_norm_2"),
        ("blocks.{i}.mlp.fc1", $"{GoogleBlock}/MlpBlock_3/Dense_0", $"{KerasBlock}{{i}}/mlp/dense_1"),
        ("blocks.{i}.mlp.fc2", $"{GoogleBlock}/MlpBlock_3/Dense_1", $"{KerasBlock}{{i}}/mlp/dense_2"),
        ("norm", "Transformer/encoder_norm", "layers/vi_t_encoder/layer_norm"),
        ("pre_logits", "pre_logits", "layers/dense"),
        ("head", "head", "layers/dense"),
    ];

    public static TheoryData<string, string, int?, int> Spellings()
    {
        var data = new TheoryData<string, string, int?, int>();
        foreach (var (file, names) in ((string, string)[])
            [("timm.safetensors", "timm"), ("hf.safetensors", "Hugging Face"), ("torchvision.safetensors", "torchvision"), ("hf.onnx", "Hugging Face"), ("google.npz", "Google"),
            ("keras.weights.h5", "KerasHub"), ("stored.keras", "KerasHub"), ("deflated.keras", "KerasHub")])
        {
            data.Add(file, names, null, 3);
            data.Add(file, names == "KerasHub" ? "KerasHub with pre_logits" : names, 7, 3);
            data.Add(file, names, null, 0);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void One_network_says_the_same_in_every_spelling(string file, string names, int? preLogits, int classes)
    {
        var options = new VisionTransformerOptions
        {
            Image = new ImageSize(8, 20), PatchSize = 4, InChannels = 3, EmbedDim = 12, Depth = 3, Heads = 3, Classes = classes, PreLogitsDim = preLogits, Block = new EncoderBlockOptions { MlpDim = 10 },
        };
        using var model = new VisionTransformer(options);
        using var fresh = new VisionTransformer(options);
        foreach (var (_, parameter) in model.named_parameters())
            nn.init.normal_(parameter, 0, 0.5);
        var images = randn(2, 3, 8, 20, device: CPU);

        var report = ModelWeights.Load(fresh, Spelled(file, Weights(model), classes > 0));

        Assert.True(report.IsComplete);
        Assert.Equal(names, report.Names);
        model.eval();
        fresh.eval();
        var (expected, actual) = (model.call(images), fresh.call(images));
        Assert.True(expected.std().ToSingle() > 0.05, "the outputs tell networks apart");
        Assert.True(actual.allclose(expected, rtol: 1e-6, atol: 1e-6), $"{actual.sub(expected).abs().max().ToSingle()}");
    }

    [Fact]
    public void What_training_left_in_a_file_of_Keras_is_passed_over()
    {
        var (model, tensors) = Source();
        var names = Keras(tensors, hasHead: true);
        names["optimizer/vars/1"] = ones(4);
        names["metrics/mean/vars/0"] = ones(1);
        var notes = NotesOf(model, Written("trained.weights.h5", Hdf(names)), tensors);
        Assert.Equal(["metrics/mean/vars/0 is of no use here and was passed over", "optimizer/vars/1 is of no use here and was passed over"], notes.Order());
    }

    [Fact]
    public void Older_files_of_Keras_call_the_projections_by_their_private_names()
    {
        var (model, tensors) = Source();
        var names = Keras(tensors, hasHead: true).ToDictionary(entry => entry.Key.Replace("/mha/", "/mha/_", StringComparison.Ordinal), entry => entry.Value);
        Assert.Empty(NotesOf(model, Written("old.weights.h5", Hdf(names)), tensors));
    }

    [Fact]
    public void Positions_of_Google_go_to_a_grid_that_is_not_square_as_its_code_takes_them()
    {
        var tensors = Weights(new VisionTransformer(Small));
        var report = ModelWeights.Load(new VisionTransformer(Small with { Image = new ImageSize(8, 20) }), Spelled("google.npz", tensors, hasHead: true));
        Assert.Equal(["pos_embed was resized from 2×2 to 2×5 positions (BilinearAlignCorners)"], report.Notes);
    }

    private string Spelled(string file, Dictionary<string, Tensor> tensors, bool hasHead) => file switch
    {
        "hf.onnx" => Written(file, Exported(Renamed(tensors, "Hugging Face"))),
        "google.npz" => Written(file, BadBytes.Zip([.. Google(tensors).Select(entry => new BadBytes.Member(entry.Key + ".npy", Npy(entry.Value)))])),
        "keras.weights.h5" => Written(file, Hdf(Keras(tensors, hasHead))),
        "stored.keras" or "deflated.keras" => Written(file, BadBytes.Zip(
            new BadBytes.Member("metadata.json", BadBytes.Latin1("{}")), new BadBytes.Member("config.json", BadBytes.Latin1("{}")),
            new BadBytes.Member("model.weights.h5", Hdf(Keras(tensors, hasHead)), IsDeflated: file[0] == 'd'))),
        _ => Safetensors(Renamed(tensors, file switch { "timm.safetensors" => "timm", "hf.safetensors" => "Hugging Face", _ => "torchvision" })),
    };

    private static Dictionary<string, Tensor> Google(Dictionary<string, Tensor> tensors)
    {
        var result = new Dictionary<string, Tensor> { ["cls"] = tensors["cls_token"], ["Transformer/posembed_input/pos_embedding"] = tensors["pos_embed"] };
        foreach (var (own, block, part, leaf, value) in Kernels(tensors))
        {
            var layer = Layers.Single(entry => entry.Own == own).Google.Replace("{i}", block, StringComparison.Ordinal).Replace("{part}", part, StringComparison.Ordinal);
            result[$"{layer}/{(leaf == "bias" ? "bias" : own.Contains("norm", StringComparison.Ordinal) ? "scale" : "kernel")}"] = value;
        }
        return result;
    }

    private static Dictionary<string, Tensor> Keras(Dictionary<string, Tensor> tensors, bool hasHead)
    {
        var backbone = hasHead ? KerasBackbone : "";
        var result = new Dictionary<string, Tensor>
        {
            [$"{backbone}layers/vi_t_patching_and_embedding/vars/0"] = tensors["cls_token"],
            [$"{backbone}layers/vi_t_patching_and_embedding/position_embedding/vars/0"] = tensors["pos_embed"].squeeze(0),
        };
        foreach (var (own, block, part, leaf, value) in Kernels(tensors))
        {
            var layer = Layers.Single(entry => entry.Own == own).Keras.Replace("{i}", block == "0" ? "" : $"_{block}", StringComparison.Ordinal).Replace("{part}", part, StringComparison.Ordinal);
            var behind = own == "head" && tensors.ContainsKey("pre_logits.weight") ? "_1" : "";
            result[$"{(own is "head" or "pre_logits" ? "" : backbone)}{layer}{behind}/vars/{(leaf == "bias" ? 1 : 0)}"] = value;
        }
        return result;
    }

    // Kernels as flax and Keras lay them out: [in, out], [rows, columns, in, out], and by heads.
    private static IEnumerable<(string Layer, string Block, string Part, string Leaf, Tensor Value)> Kernels(Dictionary<string, Tensor> tensors)
    {
        const int Heads = 3;
        foreach (var (name, value) in tensors.Where(entry => entry.Key is not ("cls_token" or "pos_embed")))
        {
            var words = name.Split('.');
            var (block, leaf) = (words[0] == "blocks" ? words[1] : "", words[^1]);
            if (block.Length > 0)
                words[1] = "{i}";
            var layer = string.Join('.', words[..^1]);
            var heads = tensors["cls_token"].shape[2] % Heads == 0 ? Heads : 2;
            if (layer.EndsWith("qkv", StringComparison.Ordinal))
            {
                foreach (var (part, chunk) in new[] { "query", "key", "value" }.Zip(value.chunk(3, dim: 0)))
                    yield return (layer, block, part, leaf, leaf == "bias" ? chunk.reshape(heads, -1) : chunk.t().reshape(chunk.shape[1], heads, -1));
                continue;
            }
            yield return (layer, block, "", leaf, (layer, value.ndim) switch
            {
                (_, 4) => value.permute(2, 3, 1, 0),
                ("blocks.{i}.attn.proj", 2) => value.t().reshape(heads, -1, value.shape[0]),
                (_, 2) => value.t(),
                _ => value,
            });
        }
    }

    private static byte[] Npy(Tensor tensor)
    {
        var shape = string.Concat(tensor.shape.Select(side => $"{side}, "));
        return [.. BadBytes.Npy($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}\n", 0), .. tensor.contiguous().bytes];
    }

    private static byte[] Hdf(Dictionary<string, Tensor> tensors)
    {
        var file = new H5File();
        foreach (var (path, tensor) in tensors)
        {
            var names = path.Split('/');
            H5Group group = file;
            foreach (var name in names[..^1])
            {
                if (!group.ContainsKey(name))
                    group[name] = new H5Group();
                group = (H5Group)group[name];
            }
            group[names[^1]] = new H5Dataset(tensor.contiguous().data<float>().ToArray(), fileDims: [.. tensor.shape.Select(side => (ulong)side)]);
        }
        using var content = new MemoryStream();
        file.Write(content, new H5WriteOptions());
        return content.ToArray();
    }

    // As PyTorch exports: matrices of linear layers [in, out] without a name, beside constants of the graph; the classifier by Gemm.
    private static byte[] Exported(Dictionary<string, Tensor> tensors)
    {
        var fields = new List<byte[]> { BadBytes.Initialiser("onnx::Reshape_7", 7, [3], BadBytes.Field(7, [0, 5, 12])) };
        foreach (var (name, value) in tensors)
        {
            var isLinear = value.ndim == 2 && name.EndsWith(".weight", StringComparison.Ordinal);
            if (isLinear && name.StartsWith("classifier", StringComparison.Ordinal))
            {
                fields.Add(BadBytes.Node("Gemm", "", ["x", name, "classifier.bias"], "logits", BadBytes.Field(5, [.. BadBytes.Field(1, "transB"), .. BadBytes.Field(3, 1)])));
            }
            else if (isLinear)
            {
                fields.Add(BadBytes.Node("MatMul", "", ["x", $"onnx::MatMul_{fields.Count}"], $"product of {name}"));
                fields.Add(BadBytes.Node("Add", "", [name[..^"weight".Length] + "bias", $"product of {name}"], $"sum of {name}"));
                fields.Add(Initialiser($"onnx::MatMul_{fields.Count - 2}", value.t()));
                continue;
            }
            fields.Add(Initialiser(name, value));
        }
        return BadBytes.Onnx([.. fields]);
    }

    private static byte[] Initialiser(string name, Tensor value) => BadBytes.Initialiser(name, 1, value.shape, BadBytes.Field(9, value.contiguous().bytes.ToArray()));
}
