using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Gradients against central differences in float64, and the guard around GELU.</summary>
public sealed class GradientTests : IDisposable
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Makers = new()
    {
        ["Linear"] = () => nn.Linear(4, 3),
        ["Conv2d"] = () => nn.Conv2d(3, 4, (3, 2), stride: (2, 1), padding: (1, 0)),
        ["Conv2d reflect"] = () => nn.Conv2d(3, 2, 3, padding: 1L, padding_mode: PaddingModes.Reflect),
        ["ConvTranspose2d"] = () => nn.ConvTranspose2d(3, 2, 3, stride: 2, padding: 1, output_padding: 1),
        ["BatchNorm2d"] = () => nn.BatchNorm2d(3),
        ["LayerNorm"] = () => nn.LayerNorm(4),
        ["GroupNorm"] = () => nn.GroupNorm(3, 3),
        ["InstanceNorm2d"] = () => nn.InstanceNorm2d(3, affine: true),
        ["GELU"] = () => nn.GELU(),
        ["SiLU"] = () => nn.SiLU(),
        ["Softmax"] = () => nn.Softmax(1),
        ["AvgPool2d"] = () => nn.AvgPool2d(2),
        ["MaxPool2d"] = () => nn.MaxPool2d(2),
        ["Unfold"] = () => nn.Unfold(2, padding: 1),
        ["Upsample"] = () => nn.Upsample([5, 3], mode: UpsampleMode.Bilinear),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Layers => [.. Makers.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_of_a_layer_agree_with_central_differences(string name)
    {
        const double Step = 1e-5;
        manual_seed(5);
        using var layer = Makers[name]().@double();
        var input = randn([2, 3, 3, 4], dtype: float64).requires_grad_();
        var factors = randn_like(layer.call(input));
        Loss().backward();
        foreach (var tensor in layer.parameters().Append(input))
        {
            var numeric = zeros_like(tensor);
            using (no_grad())
            {
                var (values, slopes) = (tensor.view(-1), numeric.view(-1));
                for (var place = 0; place < values.numel(); place++)
                {
                    var old = values[place].ToDouble();
                    values[place] = old + Step;
                    var above = Loss().ToDouble();
                    values[place] = old - Step;
                    var below = Loss().ToDouble();
                    values[place] = old;
                    slopes[place] = (above - below) / (2 * Step);
                }
            }
            Recorded.Close(numeric, tensor.grad!, absolute: 1e-7, relative: 1e-5, name);
        }

        Tensor Loss() => (layer.call(input) * factors).sum();
    }

    [Theory]
    [InlineData(global::TorchSharp.Modules.GELU.Approximate.none)]
    [InlineData(global::TorchSharp.Modules.GELU.Approximate.tanh)]
    public void Float32_gradients_of_GELU_are_right_where_the_incoming_gradient_is_transposed(global::TorchSharp.Modules.GELU.Approximate approximate)
    {
        manual_seed(1);
        var values = randn(16, 24, dtype: float64);
        var incoming = randn(24, 16, dtype: float64);
        var gradients = new List<Tensor>();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            var input = values.to(type, copy: true).requires_grad_();
            F.gelu(input, approximate).t().backward([incoming.to(type)]);
            gradients.Add(input.grad!);
        }
        Recorded.Close(gradients[0], gradients[1], absolute: 1e-6, relative: 1e-5);
    }

    [Fact]
    public void GELU_can_be_differentiated_twice()
    {
        var input = tensor(new[] { 0.3f, -1.2f }).requires_grad_();
        var slope = autograd.grad([F.gelu(input).sum()], [input], create_graph: true)[0];
        var bend = autograd.grad([slope.sum()], [input])[0];
        var expected = new double[2];
        foreach (var (place, x) in new[] { 0.3, -1.2 }.Index())
            expected[place] = (2 - x * x) * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        Recorded.Close(tensor(expected), bend, absolute: 1e-6, relative: 1e-5);
    }
}
