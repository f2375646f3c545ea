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
        var tokens = randn(2, 5, 3, dtype: float64);
        var wide = matmul(tokens, weights["fc1.weight"].t()) + weights["fc1.bias"];         // [B, N, 7]
        var expected = matmul(Written(wide, activation), weights["fc2.weight"].t()) + weights["fc2.bias"];
        Assert.True(layer.call(tokens).allclose(expected, rtol: 1e-10, atol: 1e-12));
        Assert.Equal(["fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight"], weights.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.GeluTanh)]
    [InlineData(Activation.QuickGelu)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    public void Gradients_agree_with_central_differences(Activation activation)
    {
        using var scope = NewDisposeScope();
        manual_seed(31);
        using var layer = new Mlp(5, 7, activation).to(float64);
        var tokens = randn(2, 3, 5, dtype: float64).requires_grad_();
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
    public void Each_token_is_treated_by_itself()
    {
        using var scope = NewDisposeScope();
        manual_seed(32);
        using var layer = new Mlp(4, 6).to(float64);
        var tokens = randn(1, 5, 4, dtype: float64);
        Assert.True(layer.call(tokens).narrow(1, 2, 1).allclose(layer.call(tokens.narrow(1, 2, 1)), rtol: 1e-10, atol: 1e-12));
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

    [Theory]
    [InlineData(0, 4, 0, "embedDim 0 and mlpDim 4 must be above 0")]
    [InlineData(4, -1, 0, "embedDim 4 and mlpDim -1 must be above 0")]
    [InlineData(4, 4, 1, "dropout 1 is not from 0 to below 1")]
    public void Sizes_that_make_no_layer_are_refused(long embedDim, long mlpDim, double dropout, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new Mlp(embedDim, mlpDim, dropout: dropout)).Message);

    [Fact]
    public void An_unknown_activation_is_refused_by_number()
    {
        using var input = ones(2);
        Assert.Contains("activation 99 is not one of Gelu", Assert.Throws<ArgumentException>(() => ActivationFunction.Apply(input, (Activation)99)).Message, StringComparison.Ordinal);
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

    [Theory]
    [InlineData(0, 0.1, "embedDim 0 is not above 0")]
    [InlineData(3, double.NaN, "the first layer scale NaN is not a number")]
    [InlineData(3, double.PositiveInfinity, "is not a number")]
    public void Layer_scales_that_make_no_layer_are_refused(long embedDim, double start, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new LayerScale(embedDim, start)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new long[] { 2, 5, 4 }, "branch is [2, 5, 4], expected [..., 3]")]
    [InlineData(new long[] { 2, 5, 1 }, "branch is [2, 5, 1], expected [..., 3]")]
    [InlineData(new long[0], "branch is [], expected [..., 3]")]
    public void A_branch_of_another_width_is_refused_by_a_layer_scale(long[] shape, string message)
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerScale(3, start: 1);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => layer.forward(zeros(shape))).Message);
        Assert.Throws<ArgumentNullException>(() => layer.forward(null!));
    }

    private static Tensor Written(Tensor x, Activation activation)
    {
        return activation switch
        {
            Activation.Gelu => x * (1 + (x / Math.Sqrt(2)).erf()) / 2,
            Activation.GeluTanh => x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh()) / 2,
            Activation.QuickGelu => x / (1 + (-1.702 * x).exp()),
            Activation.Relu => x * x.gt(0).to(x.dtype),
            Activation.Silu => x / (1 + (-x).exp()),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }
}
