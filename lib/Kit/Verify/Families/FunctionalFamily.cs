using VisionAttention.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Operators that the course stands on.</summary>
internal sealed class FunctionalFamily : GoldenFamily
{
    public override string Name => "functional";

    public override bool IsInput(string name) => base.IsInput(name) || name == "mask";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var input = golden.ReadLeaf("input");
        var weights = new Dictionary<string, Tensor>();
        comparison.OutputAndBackward(Apply(golden, comparison, input, Weight));
        comparison.Gradient("input", input);
        foreach (var (name, leaf) in weights)
            comparison.Gradient(name, leaf);

        Tensor? Weight(string name)
        {
            if (golden.Has("weights." + name))
                weights[name] = golden.ReadLeaf("weights." + name);
            return weights.GetValueOrDefault(name);
        }
    }

    private static Tensor Apply(GoldenCase golden, Comparison comparison, Tensor input, Func<string, Tensor?> weight)
    {
        var settings = golden.Settings;
        settings.Expect("shape", input.shape);
        settings.Expect("points", input.numel());
        if (input.ndim == 4)
        {
            settings.Expect("channels", input.shape[1]);
            settings.Expect("size", input.shape.AsSpan(2));
        }
        if (settings.Has("keep_prob"))
            return DropPath(golden, input);
        if (settings.Has("kernel"))
            return Unfold(golden, comparison, Of(4));
        if (settings.Has("mode"))
            return Interpolate(settings, Of(4));
        if (settings.Has("patch"))
            return Patches(golden, Of(4), weight);
        if (settings.Has("eps"))
            return Norm(settings, Of(3), weight);
        if (golden.Has("log_softmax"))
            return Softmax(settings, comparison, Of(2));
        return Activated(golden, input);

        Tensor Of(int dimensions)
        {
            golden.Shape("input", dimensions);
            return input;
        }
    }

    // Which function it is, the name alone says.
    private static Tensor Activated(GoldenCase golden, Tensor input)
    {
        const string Transposed = "-transposed";
        var words = golden.Name.Split("activation-");
        if (words is not ["", var word])
            throw new UnsupportedCaseException($"the library has no operator {golden.Name}");
        var isTransposed = word.EndsWith(Transposed, StringComparison.Ordinal);
        var output = ActivationFunction.Apply(input, GoldenSettings.ActivationCalled(isTransposed ? word[..^Transposed.Length] : word));
        return isTransposed ? output.transpose(1, 2) : output;
    }

    private static Tensor DropPath(GoldenCase golden, Tensor input)
    {
        var keeps = golden.Settings.Number("keep_prob");
        if (golden.Settings.OptionalNumber("drop_prob") is { } drops && Math.Abs(1 - keeps - drops) > 1e-9)
            throw new InvalidDataException($"drop_prob {drops} and keep_prob {keeps} do not make 1");
        return Layers.DropPath.Apply(input, golden.Read("mask"), keeps);
    }

    private static Tensor Patches(GoldenCase golden, Tensor input, Func<string, Tensor?> weight)
    {
        var settings = golden.Settings;
        long patch = settings.Positive("patch");
        golden.Shape("weights.weight", dimensions: 4);
        var filters = weight("weight")!;
        settings.Expect("dim", filters.shape[0]);
        return functional.conv2d(input, filters, weight("bias"), strides: [patch, patch]).flatten(2).transpose(1, 2);
    }

    private static Tensor Norm(GoldenSettings settings, Tensor input, Func<string, Tensor?> weight)
    {
        settings.Expect("batch", input.shape[0]);
        settings.Expect("tokens", input.shape[1]);
        settings.Expect("dim", input.shape[2]);
        return functional.layer_norm(input, [settings.Whole("dim")], weight("weight"), weight("bias"), settings.Number("eps"));
    }

    private static Tensor Softmax(GoldenSettings settings, Comparison comparison, Tensor input)
    {
        settings.Expect("rows", input.shape[0]);
        settings.Expect("cols", input.shape[1]);
        comparison.Equal("log_softmax", functional.log_softmax(input, -1));
        return functional.softmax(input, -1);
    }

    private static Tensor Unfold(GoldenCase golden, Comparison comparison, Tensor input)
    {
        var settings = golden.Settings;
        long kernel = settings.Whole("kernel"), stride = settings.Whole("stride"), padding = settings.Whole("padding");
        var columns = functional.unfold(input, kernel, padding: padding, stride: stride);
        var (height, width) = (input.shape[2], input.shape[3]);
        if (golden.Has("fold"))
            comparison.Equal("fold", functional.fold(columns, (height, width), (kernel, kernel), padding: (padding, padding), stride: (stride, stride)));
        return columns;
    }

    private static Tensor Interpolate(GoldenSettings settings, Tensor input)
    {
        var size = settings.Grid("new_size");
        var mode = settings.Word("mode", ("nearest", InterpolationMode.Nearest), ("bilinear", InterpolationMode.Bilinear), ("bicubic", InterpolationMode.Bicubic));
        var corners = settings.Flag("align_corners");
        return functional.interpolate(
            input, size: [size.Rows, size.Columns], mode: mode, align_corners: mode == InterpolationMode.Nearest && !corners ? null : corners);
    }
}
