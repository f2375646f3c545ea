using VisionAttention.Lessons;
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
        var images = golden.ReadLeaf("input", dimensions: 4);
        golden.Settings.Expect("batch", images.shape[0]);
        golden.Settings.Expect("height", images.shape[2]);
        golden.Settings.Expect("width", images.shape[3]);
        comparison.OutputAndBackward(layer.call(images));
        comparison.Gradient("input", images);
        LayerWeights.CompareGradients(layer, golden, comparison, []);
    }

    private static Module<Tensor, Tensor> Layer(GoldenCase golden)
    {
        var settings = golden.Settings;
        var (inChannels, outChannels) = (settings.Whole("in_channels"), settings.Whole("out_channels"));
        var (kernelSize, groups, bias) = (settings.Whole("kernel"), settings.Whole("groups"), settings.Flag("bias"));
        settings.Require("padding", settings.OptionalWhole("padding") == kernelSize / 2, $"the library's layer keeps the size, with padding {kernelSize / 2}");
        settings.Require("stride", settings.OptionalWhole("stride") == 1, "the library's layer has stride 1");
        return settings.OptionalWhole("mixtures") is { } mixtures
            ? new PerChannelWindowStem(inChannels, outChannels, kernelSize, groups, mixtures, bias)
            : new PerChannelWindowAttention(inChannels, outChannels, kernelSize, groups, bias);
    }
}
