using TorchSharp;
using VisionAttention.Layers;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Layers;

/// <summary>The two linear layers of a block, and the learned factors of its branches.</summary>
public class MlpTests
{
    [Theory]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.GeluTanh)]
    [InlineData(Activation.QuickGelu)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    public void Two_matrices_stand_around_the_activation(Activation activation)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = new Mlp(3, 7, activation);
        layer.to(float64);
        var weights = layer.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter);
        var tokens = randn(2, 5, 3, dtype: float64).requires_grad_();
        var wide = matmul(tokens, weights["fc1.weight"].t()) + weights["fc1.bias"];         // [B, N, 7]
        var expected = matmul(Written(wide, activation), weights["fc2.weight"].t()) + weights["fc2.bias"];
        Assert.True(layer.call(tokens).allclose(expected, rtol: 1e-10, atol: 1e-12));
        CentralDifferences.Agree(() => layer.call(tokens), tokens, relative: 1e-6);
    }

    [Fact]
    public void A_gradient_that_arrives_transposed_is_the_same_as_one_in_order()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (inOrder, transposed) = (randn(2, 8, 12).requires_grad_(), zeros(2, 8, 12).requires_grad_());
        using (no_grad())
            transposed.copy_(inOrder);
        var cotangent = randn(2, 12, 8);
        (ActivationFunction.Apply(inOrder, Activation.Gelu) * cotangent.transpose(1, 2).contiguous()).sum().backward();
        (ActivationFunction.Apply(transposed, Activation.Gelu).transpose(1, 2) * cotangent).sum().backward();
        Assert.True(transposed.grad!.allclose(inOrder.grad!, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Dropout_acts_in_training_only()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = new Mlp(4, 9, dropout: 0.5);
        var tokens = randn(2, 5, 4);
        layer.eval();
        Assert.True(layer.call(tokens).equal(layer.call(tokens)).all().item<bool>());
        layer.train();
        Assert.True(layer.call(tokens).eq(0).any().item<bool>());
    }

    [Fact]
    public void Layer_scale_multiplies_every_channel_by_its_own_learned_factor()
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerScale(3, start: 0.25);
        var branch = randn(2, 5, 3);
        Assert.True(layer.call(branch).allclose(branch * 0.25, rtol: 1e-6, atol: 1e-7));
        var (name, gamma) = Assert.Single(layer.named_parameters());
        Assert.Equal("gamma", name);
        layer.call(branch).sum().backward();
        Assert.True(gamma.grad!.allclose(branch.sum([0L, 1L]), rtol: 1e-5, atol: 1e-6));
        using (no_grad())
            gamma.copy_(tensor(new[] { 1f, 0, -2 }));
        Assert.True(layer.call(branch).allclose(branch * tensor(new[] { 1f, 0, -2 }), rtol: 1e-6, atol: 1e-7));
    }

    private static Tensor Written(Tensor x, Activation activation) => activation switch
    {
        Activation.Gelu => x * (1 + (x / Math.Sqrt(2)).erf()) / 2,
        Activation.GeluTanh => x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh()) / 2,
        Activation.QuickGelu => x / (1 + (-1.702 * x).exp()),
        Activation.Relu => x * x.gt(0).to(x.dtype),
        _ => x / (1 + (-x).exp()),
    };
}
