using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Weights;

/// <summary>Loading is strict and says everything at once; saving can be read back.</summary>
public sealed class ModelWeightsTests : IDisposable
{
    private static readonly VisionTransformerOptions Small = new()
    {
        Image = new ImageSize(12, 12), PatchSize = 4, EmbedDim = 8, Depth = 1, Heads = 2, Classes = 3, Block = new EncoderBlockOptions { MlpDim = 6 },
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    public ModelWeightsTests() => manual_seed(13);

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_saved_model_is_read_back_to_the_bit()
    {
        using var model = new VisionTransformer(Small);
        using var other = new VisionTransformer(Small);
        var path = Path.Combine(_folder, "vit.safetensors");
        ModelWeights.Save(model, path);
        var report = ModelWeights.Load(other, path);
        Assert.True(report.IsComplete);
        Assert.Empty(report.Notes);
        Assert.Equal("timm", report.Names);
        foreach (var (expected, actual) in model.named_parameters().Zip(other.named_parameters()))
            Assert.True(expected.parameter.eq(actual.parameter).all().ToBoolean(), expected.name);
    }

    [Fact]
    public void A_residual_network_keeps_its_running_statistics()
    {
        var options = AttentionResNetOptions.FullAttention(26) with { Width = 0.125, Classes = 3, Attention = new() { KernelSize = 3, Heads = 2 } };
        using var model = new AttentionResNet(options);
        using var other = new AttentionResNet(options);
        var images = randn(2, 3, 16, 16);
        model.call(images);
        var path = Path.Combine(_folder, "resnet.safetensors");
        ModelWeights.Save(model, path);
        ModelWeights.Load(other, path);
        model.eval();
        other.eval();
        Assert.True(model.call(images).allclose(other.call(images), rtol: 0, atol: 0));
    }

    [Fact]
    public void Every_problem_is_named_at_once_and_the_model_stays_as_it_was()
    {
        using var model = new VisionTransformer(Small);
        var before = Copies(model);
        var tensors = Weights(new VisionTransformer(Small));
        tensors.Remove("norm.weight");
        tensors.Remove("blocks.0.mlp.fc1.bias");
        tensors["blocks.0.attn.gate"] = zeros(3);
        tensors["head.weight"] = zeros(4, 8);
        tensors["blocks.0.attn.qkv.weight"] = zeros(24, 7);
        var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, Written(tensors)));
        string[] fragments =
        [
            "2 missing: ", "norm.weight", "blocks.0.mlp.fc1.bias", "1 surplus: blocks.0.attn.gate", "2 misshaped: ",
            "head.weight is [3, 8], the file has head.weight [4, 8]", "blocks.0.attn.qkv.weight is [24, 8], the file has blocks.0.attn.qkv.weight [24, 7]",
        ];
        Assert.All(fragments, fragment => Assert.Contains(fragment, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.eq(before[entry.name]).all().ToBoolean(), entry.name));
    }

    [Fact]
    public void Without_strictness_what_fits_is_loaded_and_the_rest_reported()
    {
        using var model = new VisionTransformer(Small);
        var tensors = Weights(new VisionTransformer(Small));
        tensors.Remove("norm.weight");
        tensors["head.weight"] = zeros(4, 8);
        var report = ModelWeights.Load(model, Written(tensors), new LoadOptions { Strict = false });
        Assert.Equal(["norm.weight"], report.Missing);
        Assert.Single(report.Misshaped);
        Assert.DoesNotContain("head.weight", report.Loaded);
        Assert.True(model.named_parameters().Single(entry => entry.name == "cls_token").parameter.eq(tensors["cls_token"]).all().ToBoolean());
    }

    [Fact]
    public void A_classifier_of_other_classes_can_be_left_alone()
    {
        using var model = new VisionTransformer(Small with { Classes = 7 });
        var tensors = Weights(new VisionTransformer(Small));
        var report = ModelWeights.Load(model, Written(tensors), new LoadOptions { Except = ["head."] });
        Assert.True(report.IsComplete);
        Assert.DoesNotContain("head.weight", report.Loaded);
    }

    [Fact]
    public void Positions_for_another_grid_are_resized_and_the_report_says_so()
    {
        using var source = new VisionTransformer(Small);
        using var model = new VisionTransformer(Small with { Image = new ImageSize(20, 16) });
        var report = ModelWeights.Load(model, Written(Weights(source)));
        Assert.Equal("pos_embed was resized from 3×3 to 5×4 positions (BicubicAntialias)", Assert.Single(report.Notes));
        var table = source.named_parameters().Single(entry => entry.name == "pos_embed").parameter;
        var expected = EmbeddingResize.Apply(table, 1, new GridSize(3, 3), new GridSize(5, 4), ResizeConvention.BicubicAntialias);
        Assert.True(model.named_parameters().Single(entry => entry.name == "pos_embed").parameter.allclose(expected, rtol: 0, atol: 0));
    }

    [Fact]
    public void Positions_of_a_grid_that_is_not_square_need_its_size()
    {
        using var source = new VisionTransformer(Small with { Image = new ImageSize(8, 12) });
        using var model = new VisionTransformer(Small);
        var path = Written(Weights(source));
        Assert.Contains("pos_embed is [1, 10, 8]", Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, path)).Message, StringComparison.Ordinal);
        Assert.Single(ModelWeights.Load(model, path, new LoadOptions { FileGrid = new GridSize(2, 3) }).Notes);
    }

    [Theory]
    [InlineData("vit.encoder.layer.3.attention.attention.key.bias", "Hugging Face", "blocks.3.attn.qkv.bias", 1)]
    [InlineData("deit.encoder.layer.0.output.dense.weight", "Hugging Face", "blocks.0.mlp.fc2.weight", null)]
    [InlineData("encoder.layers.encoder_layer_11.mlp.linear_2.weight", "torchvision", "blocks.11.mlp.fc2.weight", null)]
    [InlineData("opt/target/Transformer/encoderblock_7/MultiHeadDotProductAttention_1/value/kernel", "Google", "blocks.7.attn.qkv.weight", 2)]
    [InlineData("params/Transformer/encoderblock_7/LayerNorm_1/scale", "Google", "blocks.7.norm2.weight", null)]
    [InlineData("transformer.layers.2.1.fn.net.3.bias", "lucidrains 0.x", "blocks.2.mlp.fc2.bias", null)]
    [InlineData("transformer.layers.2.1.net.4.bias", "lucidrains", "blocks.2.mlp.fc2.bias", null)]
    [InlineData("blocks.2.mlp.fc2.bias", "timm", "blocks.2.mlp.fc2.bias", null)]
    public void A_name_tells_whose_it_is_and_where_it_belongs(string name, string source, string target, int? part)
    {
        var names = WeightNames.Detect([name]);
        Assert.Equal(source, names.Source);
        var place = names.Find(name)!;
        Assert.Equal((target, part), (place.Name, place.Part));
    }

    [Fact]
    public void An_optimisers_numbers_are_passed_over()
    {
        Assert.True(WeightNames.Google.Find("opt/state/param_states/cls/grad_ema")!.IsPassedOver);
        Assert.Null(WeightNames.Google.Find("Transformer/encoderblock_0/Something/kernel"));
    }

    [Fact]
    public void A_stack_of_query_key_and_value_needs_all_three()
    {
        using var model = new VisionTransformer(Small);
        var tensors = ForeignFiles.Renamed(Weights(new VisionTransformer(Small)), "Hugging Face");
        Assert.True(ModelWeights.Load(model, Written(tensors)).IsComplete);
        tensors.Remove("encoder.layer.0.attention.attention.key.weight");
        var error = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, Written(tensors)));
        Assert.Contains("blocks.0.attn.qkv.weight is to be put together", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> Weights(Module model) => model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach());

    private static Dictionary<string, Tensor> Copies(Module model) =>
        model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone());

    private string Written(Dictionary<string, Tensor> tensors)
    {
        var path = Path.Combine(_folder, "file.safetensors");
        SafetensorsFile.Write(path, tensors);
        return path;
    }
}
