using VisionAttention.Layers;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Layers;

/// <summary>Mean, deviation and bounds of first values, over enough draws that five standard errors are narrow.</summary>
public class InitialisationTests
{
    // √(1 − 4·φ(2) / (2·Φ(2) − 1)), the deviation that a standard normal distribution keeps when it is cut at ±2.
    private const double LeftAtTwo = 0.87962566;

    [Fact]
    public void A_cut_at_the_number_two_leaves_a_deviation_of_two_hundredths_alone()
    {
        using var scope = NewDisposeScope();
        var weight = empty(301, 997);
        Initialisation.TruncatedNormal(weight, 0.02, generator: new Generator(5));
        AssertMoments(weight, 0.02, kurtosis: 3);
        Assert.InRange(weight.abs().max().item<float>(), 3.5 * 0.02, 6 * 0.02 + 1e-7);
    }

    [Fact]
    public void A_cut_that_is_near_holds()
    {
        using var scope = NewDisposeScope();
        var weight = empty(301, 997);
        Initialisation.TruncatedNormal(weight, 1, generator: new Generator(5));
        AssertMoments(weight, LeftAtTwo, kurtosis: 3);
        Assert.InRange(weight.abs().max().item<float>(), 1.99, 2);
    }

    [Fact]
    public void A_generator_repeats_its_numbers_and_leaves_the_global_ones_alone()
    {
        using var scope = NewDisposeScope();
        var (first, second, third) = (empty(5, 7), empty(5, 7), empty(5, 7));
        Initialisation.TruncatedNormal(first, generator: new Generator(3));
        Initialisation.TruncatedNormal(second, generator: new Generator(3));
        Initialisation.TruncatedNormal(third, generator: new Generator(4));
        Assert.True(first.equal(second).all().item<bool>());
        Assert.False(first.equal(third).all().item<bool>());

        manual_seed(8);
        var drawn = rand(3);
        manual_seed(8);
        Initialisation.TruncatedNormal(first, generator: new Generator(3));
        Assert.True(rand(3).equal(drawn).all().item<bool>());
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Weights_of_every_floating_type_can_be_drawn(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var weight = empty(50, 60, dtype: type);
        Initialisation.TruncatedNormal(weight, 0.02, generator: new Generator(2));
        Assert.InRange(weight.to(float64).std().item<double>(), 0.019, 0.021);
    }

    [Fact]
    public void A_parameter_stays_a_leaf_that_asks_for_gradients()
    {
        using var layer = nn.Linear(4, 3);
        Initialisation.TruncatedNormal(layer.weight);
        Assert.True(layer.weight.requires_grad && layer.weight.is_leaf);
    }

    // Standard errors: of a mean deviation / √n, of a deviation about deviation · √((kurtosis − 1) / 4n).
    private static void AssertMoments(Tensor weight, double deviation, double kurtosis)
    {
        var numbers = weight.to(float64);
        double count = weight.numel();
        var mean = numbers.mean().item<double>();
        var found = Math.Sqrt(((numbers - mean) * (numbers - mean)).mean().item<double>());
        Assert.InRange(mean, -5 * deviation / Math.Sqrt(count), 5 * deviation / Math.Sqrt(count));
        var error = 5 * deviation * Math.Sqrt((kurtosis - 1) / (4 * count));
        Assert.InRange(found, deviation - error, deviation + error);
    }
}
