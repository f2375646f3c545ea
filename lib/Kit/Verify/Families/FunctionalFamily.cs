using VisionAttention.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Activations = VisionAttention.Layers.Activations;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Operators of the tensor library that the course stands on.</summary>
internal sealed class FunctionalFamily : GoldenFamily
{
    public override string Name => "functional";

    public override bool IsInput(string name)
    {
        return base.IsInput(name) || name == "mask";
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var input = golden.ReadLeaf("input");
        var leaves = golden.Weights.ToDictionary(name => name, name => golden.ReadLeaf("weights." + name));
        comparison.OutputAndBackward(Apply(golden, comparison, input, leaves));
        comparison.Gradient("input", input);
        foreach (var (name, leaf) in leaves)
            comparison.Gradient(name, leaf);
    }

    private static Tensor Apply(GoldenCase golden, Comparison comparison, Tensor input, Dictionary<string, Tensor> leaves)
    {
        switch (golden.Name)
        {
            case "activation-gelu-erf":
                return Activations.Apply(input, Activation.Gelu);
            case "activation-gelu-erf-transposed":
                return Activations.Apply(input, Activation.Gelu).transpose(1, 2);
            case "activation-gelu-tanh":
                return Activations.Apply(input, Activation.GeluTanh);
            case "activation-quick-gelu":
                return Activations.Apply(input, Activation.QuickGelu);
            case "activation-silu":
                return Activations.Apply(input, Activation.Silu);
            case "drop-path-fixed-mask":
                return DropPath.Apply(input, golden.Read("mask"), golden.Number("keep_prob"));
            case "softmax-extreme":
                comparison.Equal("log_softmax", functional.log_softmax(input, -1));
                return functional.softmax(input, -1);
            case "patch-embed-conv":
                long patch = golden.Whole("patch");
                return functional.conv2d(input, leaves["weight"], leaves["bias"], strides: [patch, patch]).flatten(2).transpose(1, 2);
        }
        if (golden.Name.StartsWith("layernorm", StringComparison.Ordinal))
            return functional.layer_norm(input, [golden.Whole("dim")], leaves["weight"], leaves["bias"], golden.Number("eps"));
        if (golden.Name.StartsWith("unfold", StringComparison.Ordinal))
            return Unfold(golden, comparison, input);
        if (golden.Name.StartsWith("interpolate", StringComparison.Ordinal))
            return Interpolate(golden, input);
        throw new ArgumentException($"no operator is known for {golden.Name}");
    }

    private static Tensor Unfold(GoldenCase golden, Comparison comparison, Tensor input)
    {
        long kernel = golden.Whole("kernel"), stride = golden.Whole("stride"), padding = golden.Whole("padding");
        var columns = functional.unfold(input, kernel, padding: padding, stride: stride);
        var (height, width) = (input.shape[2], input.shape[3]);
        if (golden.Has("fold"))
            comparison.Equal("fold", functional.fold(columns, (height, width), (kernel, kernel), padding: (padding, padding), stride: (stride, stride)));
        return columns;
    }

    private static Tensor Interpolate(GoldenCase golden, Tensor input)
    {
        var size = golden.Config.GetProperty("new_size");
        var mode = golden.Text("mode") switch
        {
            "nearest" => InterpolationMode.Nearest,
            "bilinear" => InterpolationMode.Bilinear,
            "bicubic" => InterpolationMode.Bicubic,
            var other => throw new ArgumentException($"interpolation mode {other} is not nearest, bilinear or bicubic"),
        };
        bool? corners = mode == InterpolationMode.Nearest ? null : golden.Flag("align_corners");
        return functional.interpolate(input, size: [size[0].GetInt64(), size[1].GetInt64()], mode: mode, align_corners: corners);
    }
}
