using TorchSharp;
using VisionAttention.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace VisionAttention.Tests.Tensors;

/// <summary>Operators that go through oneDNN or have kernels for several layouts, each held in float32 to its own float64, which does neither.</summary>
/// <remarks>
/// libtorch 1.13 gave wrong gradients of the exact GELU where the arriving gradient was not contiguous; libtorch 2.10 gives wrong ones of
/// 1×1 convolutions with a stride where channels lie last (<see cref="Subsample"/>). Both would have failed here.
/// </remarks>
internal static class OperatorTable
{
    // Of the largest number: sums of a thousand products round to a few millionths, the faults are tenths.
    private const double Tolerance = 1e-5;

    private static readonly Subsample Second = new(2);

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Single = new()
    {
        ["gelu"] = x => F.gelu(x),
        ["gelu tanh"] = x => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        ["relu"] = x => F.relu(x),
        ["silu"] = x => F.silu(x),
        ["tanh"] = x => x.tanh(),
        ["exp"] = x => x.exp(),
        ["softmax of channels"] = x => x.softmax(1),
        ["softmax of rows"] = x => x.softmax(-1),
        ["log_softmax"] = x => x.log_softmax(1),
        ["batch_norm"] = x => F.batch_norm(x, null, null, Weight(x, 6), Weight(x, 6), training: true),
        ["layer_norm"] = x => F.layer_norm(x, [9], Weight(x, 9), Weight(x, 9)),
        ["max_pool2d"] = x => F.max_pool2d(x, 3, 2, 1),
        ["avg_pool2d"] = x => F.avg_pool2d(x, 2, 2),
        ["adaptive_avg_pool2d"] = x => F.adaptive_avg_pool2d(x, [1, 1]),
        ["unfold"] = x => F.unfold(x, 3, padding: 1),
        ["linear"] = x => F.linear(x, Weight(x, 5, 9), Weight(x, 5)),
        ["matmul"] = x => x.matmul(x.transpose(2, 3)),
        ["attention"] = x => F.scaled_dot_product_attention(x, x, x),
        ["einsum"] = x => einsum("bchw,dc->bdhw", x, Weight(x, 3, 6)),
        ["interpolate"] = x => F.interpolate(x, [9, 5], mode: InterpolationMode.Bilinear, align_corners: false),
        ["every second pixel"] = x => Second.call(x),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Layouts = new()
    {
        ["contiguous"] = x => x.contiguous(),
        ["transposed"] = x => x.transpose(0, -1).contiguous().transpose(0, -1),
        ["channels last"] = x => x.movedim([1], [-1]).contiguous().movedim([-1], [1]),
        ["a part of more"] = x => F.pad(x, [1, 1]).narrow(-1, 1, x.shape[^1]),
    };

    private static readonly Dictionary<string, Entry> Entries = Single
        .Select(single => KeyValuePair.Create(single.Key, new Entry(6, null, (x, _) => single.Value(x)))).Concat(Convolutions()).ToDictionary();

    public static IEnumerable<string> Names => Entries.Keys;

    public static string? FirstDifference(string name)
    {
        var (channels, weight, function) = Entries[name];
        using var scope = NewDisposeScope();
        manual_seed(11);
        // Three images of an even size: on fewer or others the fault of strided convolutions does not show.
        var images = weight is null ? randn([3, channels, 7, 9], dtype: float64) : randn([3, channels, 14, 14], dtype: float64);
        var weights = weight is null ? null : randn(weight, dtype: float64);
        var exact = Run(function, images, weights, null);
        foreach (var (inputLayout, layInput) in Layouts)
        {
            foreach (var (gradientLayout, layGradient) in Layouts)
            {
                using var step = NewDisposeScope();
                var found = Run(function, layInput(images.to(float32)), weights?.to(float32), layGradient);
                string[] parts = ["value", "gradient", "gradient of the weights"];
                for (var part = 0; part < exact.Count; part++)
                {
                    var difference = ((exact[part] - found[part].to(float64)).abs().max() / exact[part].abs().max()).ToDouble();
                    if (!(difference < Tolerance))
                        return $"{name}, input {inputLayout}, gradient {gradientLayout}: {parts[part]} differs by {difference:g3} of its largest number";
                }
            }
        }
        return null;
    }

    private static IEnumerable<KeyValuePair<string, Entry>> Convolutions()
    {
        (long Kernel, long Stride, long Dilation, long Groups)[] kinds =
            [(1, 1, 1, 1), (1, 2, 1, 1), (1, 1, 1, 2), (2, 2, 1, 1), (3, 1, 1, 1), (3, 2, 1, 1), (3, 1, 2, 1), (3, 1, 1, 2), (3, 2, 1, 2), (7, 2, 1, 1)];
        foreach (var (kernel, stride, dilation, groups) in kinds)
        {
            foreach (var (inChannels, outChannels) in ((long, long)[])[(2, 4), (3, 6), (6, 6), (5, 7), (8, 8), (12, 20)])
            {
                if (inChannels % groups != 0 || outChannels % groups != 0)
                    continue;
                var padding = kernel / 2 * dilation;
                // As the library computes it: no 1×1 convolution has a stride of its own.
                var isSplit = kernel == 1 && stride > 1;
                var name = $"{kernel}×{kernel}, stride {stride}, dilation {dilation}, groups {groups}, {inChannels} to {outChannels}";
                yield return KeyValuePair.Create($"conv2d {name}", new Entry(inChannels, [outChannels, inChannels / groups, kernel, kernel], (x, w) => isSplit
                    ? F.conv2d(Second.call(x), w!, groups: groups)
                    : F.conv2d(x, w!, strides: [stride, stride], padding: [padding, padding], dilation: [dilation, dilation], groups: groups)));
                if (stride == 2 && !isSplit)
                {
                    yield return KeyValuePair.Create($"conv_transpose2d {name}", new Entry(inChannels, [inChannels, outChannels / groups, kernel, kernel], (x, w) =>
                        F.conv_transpose2d(x, w!, strides: [stride, stride], padding: [padding, padding], dilation: [dilation, dilation], groups: groups)));
                }
            }
        }
    }

    private static List<Tensor> Run(Func<Tensor, Tensor?, Tensor> function, Tensor images, Tensor? weights, Func<Tensor, Tensor>? layout)
    {
        var (leaf, parameter) = (images.detach().requires_grad_(), weights?.detach().requires_grad_());
        var output = function(leaf, parameter);
        var arriving = arange(0, output.numel(), (Scalar)1, float64).mul(0.37).cos().reshape(output.shape).to(output.dtype);
        output.backward([layout is null || output.ndim < 4 ? arriving : layout(arriving)]);
        return [output.detach(), leaf.grad!, .. parameter is null ? Array.Empty<Tensor>() : [parameter.grad!]];
    }

    private static Tensor Weight(Tensor like, params long[] shape) =>
        arange(0, shape.Aggregate((first, second) => first * second), (Scalar)1, float64).mul(0.7).sin().reshape(shape).to(like.dtype);

    private sealed record Entry(long Channels, long[]? Weight, Func<Tensor, Tensor?, Tensor> Function);
}
