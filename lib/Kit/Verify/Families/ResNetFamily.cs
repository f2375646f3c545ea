using System.Text.Json;
using VisionAttention.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The bottleneck block alone and whole small networks with plain convolutions, under torchvision's names.</summary>
internal sealed class ResNetFamily : GoldenFamily
{
    public override string Name => "resnet";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Config.TryGetProperty("layers", out _))
            RunNetwork(golden, comparison);
        else
            RunBlock(golden, comparison);
    }

    private static void RunBlock(GoldenCase golden, Comparison comparison)
    {
        using var block = new Bottleneck(golden.Whole("in_channels"), golden.Whole("planes"), golden.Whole("stride") == 2);
        Run(block, block.call, golden, comparison);
    }

    private static void RunNetwork(GoldenCase golden, Comparison comparison)
    {
        using var network = new AttentionResNet(new AttentionResNetOptions
        {
            Block = golden.Text("block") == "BasicBlock" ? BlockKind.Basic : BlockKind.Bottleneck,
            BlocksPerGroup = WholeNumbers(golden.Config.GetProperty("layers")),
            ChannelsPerGroup = WholeNumbers(golden.Config.GetProperty("planes")),
            Stem = golden.Flag("cifar_stem") ? StemKind.SmallConvolution : StemKind.Convolution,
            StemChannels = golden.Whole("stem"),
            Classes = golden.Whole("classes"),
            BatchNormMomentum = golden.Number("bn_momentum"),
        });
        Run(network, images => Logits(network, images, comparison), golden, comparison);
    }

    // One pass only: a second would move the running statistics once more.
    private static Tensor Logits(AttentionResNet network, Tensor images, Comparison comparison)
    {
        var maps = network.ForwardFeatures(images);
        for (var group = 0; group < maps.Count; group++)
            comparison.Equal($"layer{group + 1}", maps[group]);
        return network.Classify(maps[^1]);
    }

    private static void Run(Module model, Func<Tensor, Tensor> forward, GoldenCase golden, Comparison comparison)
    {
        LayerWeights.Put(model, golden, []);
        model.train(golden.Flag("training"));
        var images = golden.ReadLeaf("input");
        comparison.OutputAndBackward(forward(images));
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(model, golden, comparison, []);
        foreach (var (name, buffer) in model.named_buffers())
        {
            if (golden.Has("after." + name))
                comparison.Equal("after." + name, buffer);
        }
    }

    private static int[] WholeNumbers(JsonElement list)
    {
        return [.. list.EnumerateArray().Select(entry => entry.GetInt32())];
    }
}
