using VisionAttention.Attention;
using VisionAttention.Models;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The bottleneck block with a plain convolution, under torchvision's names.</summary>
internal sealed class ResNetFamily : GoldenFamily
{
    public override string Name => "resnet";

    public override string? Unsupported(GoldenCase golden)
    {
        return golden.Config.TryGetProperty("layers", out _) ? "its widths and depths are not those of a ResNet-26, 38 or 50" : null;
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        using var block = new Bottleneck(
            golden.Whole("in_channels"), golden.Whole("planes"), golden.Whole("stride") == 2, SpatialOperator.Convolution, new LocalSelfAttentionOptions());
        LayerWeights.Put(block, golden, []);
        block.train(golden.Flag("training"));
        var images = golden.ReadLeaf("input");
        comparison.OutputAndBackward(block.call(images));
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(block, golden, comparison, []);
        foreach (var (name, buffer) in block.named_buffers())
        {
            if (golden.Has("after." + name))
                comparison.Equal("after." + name, buffer);
        }
    }
}
