using VisionAttention.Attention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The well-known port of stand-alone self-attention as published, which is not the paper's layer.</summary>
internal sealed class PerChannelFamily : GoldenFamily
{
    public override string Name => "leaderj";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        using var layer = Layer(golden);
        LayerWeights.Put(layer, golden, []);
        var images = golden.ReadLeaf("input");
        comparison.OutputAndBackward(layer.call(images));
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(layer, golden, comparison, []);
    }

    private static Module<Tensor, Tensor> Layer(GoldenCase golden)
    {
        var (inChannels, outChannels) = (golden.Whole("in_channels"), golden.Whole("out_channels"));
        var (kernelSize, groups, bias) = (golden.Whole("kernel"), golden.Whole("groups"), golden.Flag("bias"));
        return golden.Config.TryGetProperty("mixtures", out var mixtures)
            ? new PerChannelWindowStem(inChannels, outChannels, kernelSize, groups, mixtures.GetInt32(), bias)
            : new PerChannelWindowAttention(inChannels, outChannels, kernelSize, groups, bias);
    }
}
