using VisionAttention.Layers;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Layers;

public class InitialisationTests
{
    // The cut is the number 2: far from a deviation of 0.02; near one of 1, of which it leaves √(1 − 4·φ(2) / (2·Φ(2) − 1)).
    [Theory]
    [InlineData(0.02, 0.02, 0.07, 0.1201)]
    [InlineData(1, 0.87962566, 1.99, 2)]
    public void A_normal_draw_is_cut_at_the_number_two(double deviation, double left, double least, double most)
    {
        using var scope = NewDisposeScope();
        var (first, again) = (empty(301, 997), empty(301, 997));
        Initialisation.TruncatedNormal(first, deviation, generator: new Generator(5));
        Initialisation.TruncatedNormal(again, deviation, generator: new Generator(5));
        Assert.True(first.equal(again).all().item<bool>());
        // Five standard errors of 300,000 draws.
        Assert.InRange(first.mean().item<float>(), -0.01 * deviation, 0.01 * deviation);
        Assert.InRange(first.std().item<float>(), 0.993 * left, 1.007 * left);
        Assert.InRange(first.abs().max().item<float>(), least, most);
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void A_parameter_of_every_floating_type_can_be_drawn_and_stays_a_leaf(ScalarType type)
    {
        using var layer = nn.Linear(50, 60, dtype: type);
        Initialisation.TruncatedNormal(layer.weight, 0.02, generator: new Generator(2));
        Assert.InRange(layer.weight.to(float64).std().item<double>(), 0.019, 0.021);
        Assert.True(layer.weight.requires_grad && layer.weight.is_leaf);
    }
}
