using Bundled.TorchSharp.Tests.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Optim;

/// <summary>Norms, clipping, and parameters as one row.</summary>
public sealed class GradientClippingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Parameter _first = new(zeros(2));
    private readonly Parameter _second = new(zeros(1, 2));
    private readonly Parameter _third = new(zeros(1));

    public GradientClippingTests()
    {
        _first.grad = tensor(new[] { 3f, 0f });
        _second.grad = tensor(new[,] { { 0f, -4f } });
    }

    private Parameter[] All => [_first, _second, _third];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(2.0, 5.0)]
    [InlineData(1.0, 7.0)]
    [InlineData(double.PositiveInfinity, 4.0)]
    public void The_joint_norm_is_returned_and_brought_down(double norm, double expected)
    {
        Assert.Equal(expected, nn.utils.clip_grad_norm_(All, 2, norm), 1e-6);
        Recorded.Close(tensor(new[] { 3 * 2 / expected, 0 }), _first.grad!, absolute: 1e-6, relative: 1e-5);
        Assert.Null(_third.grad);
    }

    [Fact]
    public void A_small_norm_is_left_alone()
    {
        Assert.Equal(5, nn.utils.clip_grad_norm_(All, 6), 1e-6);
        Recorded.Close(tensor(new[] { 3f, 0f }), _first.grad!, absolute: 0, relative: 0);
        Assert.Equal(0, nn.utils.clip_grad_norm_([_third], 6));
    }

    [Fact]
    public void Values_are_held_between_two_bounds()
    {
        nn.utils.clip_grad_value_(All, 3.5);
        Recorded.Close(tensor(new[,] { { 0, -3.5 } }), _second.grad!, absolute: 0, relative: 0);
        Assert.Throws<ArgumentException>(() => nn.utils.clip_grad_value_(All, -1));
    }

    [Fact]
    public void Parameters_go_to_one_row_and_back()
    {
        nn.utils.vector_to_parameters(arange(5.0), All);
        Recorded.Close(tensor(new[,] { { 2.0, 3.0 } }), _second, absolute: 0, relative: 0);
        Recorded.Close(arange(5.0), nn.utils.parameters_to_vector(All), absolute: 0, relative: 0);
        Assert.Throws<ArgumentException>(() => nn.utils.vector_to_parameters(arange(4.0), All));
    }
}
