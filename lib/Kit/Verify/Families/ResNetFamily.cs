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
        if (golden.Settings.Has("layers"))
            RunNetwork(golden, comparison);
        else
            RunBlock(golden, comparison);
    }

    private static void RunBlock(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (inChannels, planes, stride) = (settings.Whole("in_channels"), settings.Whole("planes"), settings.Whole("stride"));
        settings.Require("stride", stride is 1 or 2, "a block keeps the size or halves it");
        var options = new ResidualBlockOptions { BatchNormMomentum = settings.OptionalNumber("bn_momentum") ?? 0.1 };
        // Only the bottleneck has a third convolution.
        var isBasic = !golden.Has("weights.conv3.weight");
        using Module<Tensor, Tensor> block = isBasic
            ? new BasicBlock(inChannels, planes, stride == 2, options)
            : new Bottleneck(inChannels, planes, stride == 2, options);
        settings.Expect("out_channels", planes * (isBasic ? BasicBlock.Expansion : Bottleneck.Expansion));
        settings.Expect("downsample", block.named_children().Any(child => child.name == "downsample"));
        settings.Expect("size", golden.Shape("input", dimensions: 4).AsSpan(2));
        Run(block, block.call, golden, comparison);
    }

    private static void RunNetwork(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var blocks = WholeNumbers(settings, "layers");
        settings.Require("layers", blocks.Length == AttentionResNetOptions.GroupCount, "the library's networks have four groups");
        settings.Expect("image", golden.Shape("input", dimensions: 4).AsSpan(2));
        using var network = new AttentionResNet(new AttentionResNetOptions
        {
            Block = settings.Word("block", ("BasicBlock", BlockKind.Basic), ("Bottleneck", BlockKind.Bottleneck)),
            BlocksPerGroup = blocks,
            ChannelsPerGroup = WholeNumbers(settings, "planes"),
            Stem = settings.Flag("cifar_stem") ? StemKind.SmallConvolution : StemKind.Convolution,
            StemChannels = settings.Whole("stem"),
            Classes = settings.Whole("classes"),
            BatchNormMomentum = settings.OptionalNumber("bn_momentum") ?? 0.1,
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
        model.train(golden.Settings.Flag("training"));
        // No option of the library's, which has torchvision's 1e-5 everywhere.
        foreach (var norm in model.modules().OfType<TorchSharp.Modules.BatchNorm2d>())
            norm.eps = golden.Settings.OptionalNumber("bn_eps") ?? norm.eps;
        var images = golden.ReadLeaf("input", dimensions: 4);
        golden.Settings.Expect("batch", images.shape[0]);
        comparison.OutputAndBackward(forward(images));
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(model, golden, comparison, []);
        foreach (var (name, buffer) in model.named_buffers())
        {
            if (golden.Has("after." + name))
                comparison.Equal("after." + name, buffer);
        }
    }

    private static int[] WholeNumbers(GoldenSettings settings, string name) => [.. settings.Wholes(name).Select(number => (int)number)];
}
