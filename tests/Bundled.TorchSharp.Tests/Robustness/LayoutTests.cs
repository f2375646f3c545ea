using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Robustness;

/// <summary>
/// Values and gradients do not depend on how tensors lie in memory. libtorch 1.13.1 gives wrong float32 gradients for the exact GELU when
/// the gradient that comes in is not contiguous (its oneDNN kernel reads it as if it were); here every operator that may go through oneDNN is
/// held to its float64 twin, which does not.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    private const double Absolute = 2e-5;
    private const double Relative = 2e-4;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Images = new()
    {
        ["gelu"] = x => F.gelu(x),
        ["gelu tanh"] = x => F.gelu(x, global::TorchSharp.Modules.GELU.Approximate.tanh),
        ["GELU layer"] = x => nn.GELU().call(x),
        ["relu"] = x => F.relu(x),
        ["leaky_relu"] = x => F.leaky_relu(x, 0.1),
        ["elu"] = x => F.elu(x, 0.7),
        ["silu"] = x => F.silu(x),
        ["mish"] = x => F.mish(x),
        ["hardswish"] = x => F.hardswish(x),
        ["softplus"] = x => F.softplus(x),
        ["sigmoid"] = x => x.sigmoid(),
        ["tanh"] = x => x.tanh(),
        ["exp"] = x => x.exp(),
        ["softmax"] = x => x.softmax(1),
        ["softmax of rows"] = x => x.softmax(-1),
        ["log_softmax"] = x => x.log_softmax(1),
        ["conv2d"] = x => F.conv2d(x, Weight(x, 6, 4, 3, 3), Weight(x, 6), padding: [1, 1]),
        ["conv2d, stride 2"] = x => F.conv2d(x, Weight(x, 6, 4, 3, 3), strides: [2, 2]),
        ["conv2d 1×1"] = x => F.conv2d(x, Weight(x, 6, 4, 1, 1)),
        ["conv2d in groups"] = x => F.conv2d(x, Weight(x, 8, 2, 3, 3), groups: 2),
        ["conv2d by channel"] = x => F.conv2d(x, Weight(x, 4, 1, 3, 3), padding: [1, 1], groups: 4),
        ["conv2d, dilated"] = x => F.conv2d(x, Weight(x, 6, 4, 3, 3), dilation: [2, 2]),
        ["conv_transpose2d"] = x => F.conv_transpose2d(x, Weight(x, 4, 3, 3, 3), strides: [2, 2]),
        ["conv1d"] = x => F.conv1d(x.flatten(2), Weight(x, 5, 4, 3), padding: 1),
        ["batch_norm"] = x => F.batch_norm(x, null, null, Weight(x, 4), Weight(x, 4), training: true),
        ["group_norm"] = x => F.group_norm(x, 2, Weight(x, 4), Weight(x, 4)),
        ["layer_norm"] = x => F.layer_norm(x, [6], Weight(x, 6), Weight(x, 6)),
        ["instance_norm"] = x => F.instance_norm(x),
        ["max_pool2d"] = x => F.max_pool2d(x, 2, 2),
        ["avg_pool2d"] = x => F.avg_pool2d(x, 3, 2, 1),
        ["adaptive_avg_pool2d"] = x => F.adaptive_avg_pool2d(x, [3, 2]),
        ["unfold"] = x => F.unfold(x, 3, padding: 1),
        ["linear"] = x => F.linear(x, Weight(x, 5, 6), Weight(x, 5)),
        ["matmul"] = x => x.matmul(x.transpose(2, 3)),
        ["attention"] = x => F.scaled_dot_product_attention(x, x, x),
        ["einsum"] = x => einsum("bchw,dc->bdhw", x, Weight(x, 3, 4)),
        ["interpolate"] = x => F.interpolate(x, [9, 5], mode: InterpolationMode.Bilinear, align_corners: false),
        ["pixel_shuffle"] = x => F.pixel_shuffle(x, 2),
        ["pad, reflected"] = x => F.pad(x, [1, 2, 1, 0], PaddingModes.Reflect),
        ["sum"] = x => x.sum([1, 3]),
        ["mean"] = x => x.mean([2]),
        ["cumsum"] = x => x.cumsum(2),
        ["sort"] = x => x.sort(3).Values,
        ["cat"] = x => cat([x, x * 2], 1),
        ["roll"] = x => x.roll([1], [2]),
        ["prod of two"] = x => x * x.flip(3),
        ["dropout of nothing"] = x => F.dropout(x, 0.0),
        ["log_sigmoid"] = x => F.logsigmoid(x),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Layouts = new()
    {
        ["contiguous"] = x => x.contiguous(),
        ["transposed"] = x => x.transpose(0, -1).contiguous().transpose(0, -1),
        ["channels last"] = x => x.ndim < 3 ? x.t().contiguous().t() : x.movedim([1], [-1]).contiguous().movedim([-1], [1]),
        ["every second"] = x => stack([x, x * 0], -1).select(-1, 0),
        ["a part of more"] = x => F.pad(x, [1, 1]).narrow(-1, 1, x.shape[^1]),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Images.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_the_same_for_every_layout(string name)
    {
        manual_seed(11);
        var numbers = randn([2, 4, 7, 6], dtype: float64);
        var (value, way) = Run(Images[name], numbers, null);
        foreach (var (inputLayout, lieInput) in Layouts)
        {
            foreach (var (gradientLayout, lieGradient) in Layouts)
            {
                var what = $"{name}, input {inputLayout}, gradient {gradientLayout}";
                manual_seed(11);
                _ = randn([2, 4, 7, 6], dtype: float64);
                var (single, back) = Run(Images[name], lieInput(numbers.to(float32)), lieGradient);
                Close(value, single, what + ": value");
                Close(way, back, what + ": gradient");
            }
        }
    }

    private static Tensor Weight(Tensor like, params long[] shape) => arange(0, shape.Aggregate((a, b) => a * b), (Scalar)1, float64).mul(0.7).sin().reshape(shape).to(like.dtype);

    private static (Tensor Value, Tensor Gradient) Run(Func<Tensor, Tensor> function, Tensor input, Func<Tensor, Tensor>? layout)
    {
        var leaf = input.detach().requires_grad_();
        var output = function(leaf);
        var incoming = arange(0, output.numel(), (Scalar)1, float64).mul(0.37).cos().reshape(output.shape).to(output.dtype);
        output.backward([layout is null ? incoming : layout(incoming)]);
        return (output.detach(), leaf.grad!);
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        var difference = (expected - actual.to(float64)).abs().max().ToDouble();
        Assert.True(expected.allclose(actual.to(float64), Relative, Absolute), $"{what} differs by up to {difference:g3}");
    }
}
