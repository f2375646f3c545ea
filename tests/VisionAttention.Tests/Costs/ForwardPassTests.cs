using VisionAttention.Attention;
using VisionAttention.Costs;
using VisionAttention.Layers;
using VisionAttention.Models;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Costs;

/// <summary>The shapes of a report are those of a forward pass, its parameters those of the model.</summary>
public class ForwardPassTests
{
    private static readonly AttentionResNetOptions Tiny = new()
    {
        Width = 0.125, InChannels = 2, Classes = 5, Attention = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 },
        AttentionStem = new AttentionStemOptions { Heads = 2, Mixtures = 3 },
    };

    private static readonly VisionTransformerOptions TinyTransformer = new()
    {
        Image = new ImageSize(8, 12), PatchSize = 4, InChannels = 2, EmbedDim = 8, Depth = 2, Heads = 2, Classes = 5,
    };

    private static readonly SpatialOperator[] Everywhere = [.. Enumerable.Repeat(SpatialOperator.Attention, 4)];

    private static readonly Dictionary<string, AttentionResNetOptions> Networks = new()
    {
        ["convolutions"] = Tiny,
        ["attention in groups 2 and 4"] = Tiny with { Groups = AttentionResNetOptions.Mixed(26, 2, 4).Groups, KernelSizes = [3, 5, 3, 7], Heads = [1, 2, 4, 8] },
        ["full attention"] = Tiny with { Stem = StemKind.Attention, Groups = Everywhere },
        ["plain stem values"] = Tiny with { Stem = StemKind.Attention, AttentionStem = Tiny.AttentionStem with { Values = StemValues.Plain } },
        ["convolved stem values"] = Tiny with { Stem = StemKind.Attention, AttentionStem = Tiny.AttentionStem with { Values = StemValues.SpatialConvolution } },
        ["basic blocks"] = Tiny with { Depth = 18, Block = BlockKind.Basic },
        ["basic blocks with attention"] = Tiny with { Depth = 18, Block = BlockKind.Basic, Groups = Everywhere, Attention = Tiny.Attention with { Bias = true } },
        ["small stem"] = Tiny with { Stem = StemKind.SmallConvolution, ChannelsPerGroup = [4, 6, 4, 10], BlocksPerGroup = [1, 1, 2, 1], StemChannels = 3 },
        ["stem without pool"] = Tiny with { PoolsStem = false, Groups = Everywhere, Attention = Tiny.Attention with { Position = PositionKind.RelativeOnly, TablesPerHead = true } },
        ["absolute positions"] = Tiny with { Groups = Everywhere, Attention = Tiny.Attention with { Position = PositionKind.Absolute, GroupedProjections = true } },
    };

    private static readonly Dictionary<string, VisionTransformerOptions> Transformers = new()
    {
        ["ViT"] = TinyTransformer,
        ["DeiT with registers"] = TinyTransformer with { Distillation = true, Registers = 3 },
        ["SimpleViT"] = TinyTransformer.AsSimple(),
        ["no classifier, mean of patches"] = TinyTransformer with { Classes = 0, Pooling = TokenPooling.Mean, NormAfterPooling = true, PositionsForPrefix = false },
        ["mean of all, no norm, no positions"] = TinyTransformer with { Pooling = TokenPooling.MeanOfAll, FinalNorm = false, Position = TokenPosition.None, PatchBias = false },
        ["wide heads, narrow MLP"] = TinyTransformer with
        {
            EmbeddingNorm = true, PreLogitsDim = 7,
            Block = new EncoderBlockOptions
            {
                MlpDim = 10, LayerScale = 1e-5, Activation = Activation.QuickGelu, Norm = NormPlacement.Post, DropPath = 0.1,
                Attention = new MultiheadSelfAttentionOptions { HeadDim = 6, QueryKeyNorm = true, Bias = false },
            },
        },
        ["hybrid"] = TinyTransformer with { Image = new ImageSize(24, 40), PatchSize = 1, Backbone = new BackboneOptions { Network = Tiny with { Groups = Everywhere }, Groups = 2 } },
    };

    public static TheoryData<string> NetworkNames => [.. Networks.Keys];

    public static TheoryData<string> TransformerNames => [.. Transformers.Keys];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void A_residual_networks_report_is_that_of_a_forward_pass(string name)
    {
        var options = Networks[name];
        using var network = new AttentionResNet(options);
        var image = options.Stem == StemKind.Attention ? new ImageSize(36, 20) : new ImageSize(37, 21);
        Compare(network, image);
    }

    [Theory]
    [MemberData(nameof(TransformerNames))]
    public void A_transformers_report_is_that_of_a_forward_pass(string name)
    {
        using var model = new VisionTransformer(Transformers[name]);
        Compare(model, model.Options.Image);
    }

    [Fact]
    public void A_report_of_CLIP_is_that_of_a_forward_pass()
    {
        using var model = new Clip(ClipOptions.Of(TinyTransformer, new TextEncoderOptions { Vocabulary = 11, MaxLength = 6, EmbedDim = 12, Depth = 2, Heads = 3 }) with { JointDim = 10 });
        Compare(model, TinyTransformer.Image);
    }

    private static void Compare(nn.Module model, ImageSize image)
    {
        var report = ModelCost.Of(model, image, CostConvention.Simple);
        var seen = Shapes(model, image);
        var compared = report.Layers.Where(layer => seen.ContainsKey(layer.Name)).ToList();
        Assert.True(compared.Count > report.Layers.Count / 2, $"only {compared.Count} of {report.Layers.Count} layers were seen");
        foreach (var layer in compared)
        {
            Assert.True(layer.OutputShape.SequenceEqual(seen[layer.Name].Output), $"{layer.Name}: [{string.Join(", ", layer.OutputShape)}]");
            if (seen[layer.Name].IsLeaf)
                Assert.True(layer.InputShape.SequenceEqual(seen[layer.Name].Input), $"{layer.Name}: takes [{string.Join(", ", layer.InputShape)}]");
        }
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), report.Parameters);
        Assert.All(
            model.named_modules().Where(entry => !entry.module.named_children().Any()),
            entry => Assert.Equal(
                entry.module.parameters().Sum(parameter => parameter.numel()),
                report.Layers.Where(layer => layer.Name == entry.name).Sum(layer => layer.Parameters)));
        Assert.Equal(2 * report.MultiplyAdds, ModelCost.Of(model, image, CostConvention.MultiplyAdds).Flops);
        Assert.True(report.Flops > 2 * report.MultiplyAdds - report.Layers.Sum(layer => layer.MultiplyAdds));
    }

    // Without the batch. A block's input is not that of the sum its row stands for, and a stem pads its values' input, so only leaves are compared.
    private static Dictionary<string, (long[] Input, long[] Output, bool IsLeaf)> Shapes(nn.Module model, ImageSize image)
    {
        var seen = new Dictionary<string, (long[], long[], bool)>();
        foreach (var (name, module) in model.named_modules())
        {
            if (module is not nn.Module<Tensor, Tensor> layer)
                continue;
            var isLeaf = !module.named_children().Any() && !name.EndsWith("conv1.value", StringComparison.Ordinal);
            layer.register_forward_hook((_, input, output) =>
            {
                seen[name] = (input.shape[1..], output.shape[1..], isLeaf);
                return output;
            });
        }
        using var scope = NewDisposeScope();
        // Without gradients a residual block would fold its norms, and neither the convolution's hook nor the norm's would run.
        using var on = set_grad_enabled(true);
        model.eval();
        Tensor Images(int channels) => rand(2, channels, image.Height, image.Width);
        if (model is Clip pair)
            pair.call(Images(pair.Options.Image.InChannels), full([2, pair.Options.Text.MaxLength], 1, dtype: int64).index_fill(1, tensor([pair.Options.Text.MaxLength - 1]), pair.Options.Text.EndId!.Value));
        else if (model is AttentionResNet network)
            network.call(Images(network.Options.InChannels));
        else
            ((VisionTransformer)model).call(Images(((VisionTransformer)model).Options.InChannels));
        return seen;
    }
}
