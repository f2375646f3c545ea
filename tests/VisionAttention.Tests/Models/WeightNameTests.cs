using VisionAttention.Data;
using VisionAttention.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Models;

/// <summary>The names and shapes of a model's weights, which every checkpoint depends on: a change shows as a line in Models/Approved. VISION_ATTENTION_WRITE_SAMPLES=1 writes them anew.</summary>
public sealed class WeightNameTests
{
    private static readonly Dictionary<string, Func<Module>> Families = new(StringComparer.Ordinal)
    {
        ["resnet18"] = () => new AttentionResNet(ModelNames.Network("resnet18")!),
        ["resnet26"] = () => new AttentionResNet(ModelNames.Network("resnet26")!),
        ["resnet26-full"] = () => new AttentionResNet(Attending("full")),
        ["resnet26-conv-stem"] = () => new AttentionResNet(Attending("conv-stem")),
        ["vit-ti16"] = () => new VisionTransformer(ModelNames.Transformer("vit-ti16")!),
        ["deit-ti16-distilled"] = () => new VisionTransformer(ModelNames.Transformer("deit-ti16-distilled")!),
        ["simplevit-ti16"] = () => new VisionTransformer(ModelNames.Transformer("simplevit-ti16")!),
        ["clip-tiny"] = () => new Clip(ClipOptions.Of(VisionTransformerOptions.Tiny() with { Depth = 1 }, new TextEncoderOptions { Vocabulary = 9, Depth = 1 })),
        ["decoder-tiny"] = () => new TextDecoder(new TextDecoderOptions { Vocabulary = 9, MemoryDim = 5, Depth = 1 }),
        ["hybrid-ti"] = () => new VisionTransformer(VisionTransformerOptions.Tiny(patchSize: 1) with { Backbone = new BackboneOptions() }),
    };

    public static TheoryData<string> Names => [.. Families.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_weight_keeps_its_name_and_shape(string family)
    {
        using var scope = NewDisposeScope();
        using var model = Families[family]();
        string[] weights = [.. model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}] {entry.Value.dtype}")];
        var path = Path.Combine(DataSetManifest.FindRoot(AppContext.BaseDirectory), "tests", "VisionAttention.Tests", "Models", "Approved", family + ".txt");
        if (Environment.GetEnvironmentVariable("VISION_ATTENTION_WRITE_SAMPLES") == "1")
            File.WriteAllLines(path, weights);

        Assert.Equal(File.ReadAllLines(path), weights);
    }

    private static AttentionResNetOptions Attending(string word)
    {
        var (stem, groups) = ModelNames.Attention(word)!.Value;
        return ModelNames.Network("resnet26")! with { Stem = stem, Groups = groups };
    }
}
