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
        Initialisation.TruncatedNormal(weight, 1, cut: 2, generator: new Generator(5));
        AssertMoments(weight, LeftAtTwo, kurtosis: 3);
        Assert.InRange(weight.abs().max().item<float>(), 1.99, 2);
    }

    [Fact]
    public void A_cut_at_two_deviations_keeps_the_known_share_of_the_deviation()
    {
        using var scope = NewDisposeScope();
        var weight = empty(301, 997);
        Initialisation.TruncatedNormalInDeviations(weight, 0.02, generator: new Generator(5));
        AssertMoments(weight, 0.02 * LeftAtTwo, kurtosis: 3);
        Assert.InRange(weight.abs().max().item<float>(), 0.0398, 0.04 + 1e-7);
    }

    [Theory]
    [InlineData(60, 40, 1, 1)]
    [InlineData(60, 20, 3, 1)]
    [InlineData(60, 20, 3, 4)]
    public void Every_start_has_the_deviation_of_its_formula(long outputs, long inputsOfGroup, long window, long groups)
    {
        using var scope = NewDisposeScope();
        var weight = window == 1 ? empty(outputs, inputsOfGroup) : empty(outputs, inputsOfGroup, window, window);
        double fanIn = inputsOfGroup * window * window, fanOut = outputs / groups * window * window;
        Assert.Equal(((long)fanIn, (long)fanOut), Initialisation.Fans(weight, groups));
        var generator = new Generator(11);
        var xavier = 1.5 * Math.Sqrt(2 / (fanIn + fanOut));

        Initialisation.XavierUniform(weight, gain: 1.5, groups, generator);
        AssertUniform(weight, xavier);
        Initialisation.XavierNormal(weight, gain: 1.5, groups, generator);
        AssertMoments(weight, xavier, kurtosis: 3);
        Initialisation.HeUniform(weight, Fan.In, groups, generator);
        AssertUniform(weight, Math.Sqrt(2 / fanIn));
        Initialisation.HeUniform(weight, Fan.Out, groups, generator);
        AssertUniform(weight, Math.Sqrt(2 / fanOut));
        Initialisation.HeNormal(weight, Fan.In, groups, generator);
        AssertMoments(weight, Math.Sqrt(2 / fanIn), kurtosis: 3);
        Initialisation.HeNormal(weight, Fan.Out, groups, generator);
        AssertMoments(weight, Math.Sqrt(2 / fanOut), kurtosis: 3);
    }

    [Fact]
    public void A_generator_repeats_its_numbers_and_leaves_the_global_ones_alone()
    {
        using var scope = NewDisposeScope();
        Action<Tensor, Generator?>[] starts =
        [
            (weight, generator) => Initialisation.TruncatedNormal(weight, generator: generator),
            (weight, generator) => Initialisation.TruncatedNormalInDeviations(weight, 0.1, generator: generator),
            (weight, generator) => Initialisation.XavierUniform(weight, generator: generator),
            (weight, generator) => Initialisation.XavierNormal(weight, generator: generator),
            (weight, generator) => Initialisation.HeUniform(weight, generator: generator),
            (weight, generator) => Initialisation.HeNormal(weight, generator: generator),
        ];
        foreach (var start in starts)
        {
            var (first, second, third, global) = (empty(5, 7), empty(5, 7), empty(5, 7), empty(5, 7));
            start(first, new Generator(3));
            start(second, new Generator(3));
            start(third, new Generator(4));
            Assert.True(first.equal(second).all().item<bool>());
            Assert.False(first.equal(third).all().item<bool>());

            manual_seed(8);
            var drawn = rand(3);
            manual_seed(8);
            start(first, new Generator(3));
            Assert.True(rand(3).equal(drawn).all().item<bool>());
            manual_seed(8);
            start(first, null);
            manual_seed(8);
            start(global, null);
            Assert.True(first.equal(global).all().item<bool>());
        }
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
        Initialisation.HeNormal(weight, generator: new Generator(2));
        Assert.InRange(weight.to(float64).std().item<double>(), 0.95 * Math.Sqrt(2.0 / 60), 1.05 * Math.Sqrt(2.0 / 60));
    }

    [Fact]
    public void A_parameter_stays_a_leaf_that_asks_for_gradients()
    {
        using var layer = nn.Linear(4, 3);
        Initialisation.TruncatedNormal(layer.weight);
        Initialisation.HeNormal(layer.weight);
        Assert.True(layer.weight.requires_grad && layer.weight.is_leaf);
    }

    public static TheoryData<string, Action<Tensor>> Refused()
    {
        return new()
        {
            { "deviation 0 is not above 0", weight => Initialisation.TruncatedNormal(weight, 0) },
            { "deviation NaN is not above 0", weight => Initialisation.TruncatedNormalInDeviations(weight, double.NaN) },
            { "cut -2 is not above 0", weight => Initialisation.TruncatedNormal(weight, cut: -2) },
            { "deviations 7 is not above 0 and at most 6", weight => Initialisation.TruncatedNormalInDeviations(weight, 1, 7) },
            { "gain -1 is not above 0", weight => Initialisation.XavierUniform(weight, -1) },
            { "gain Infinity is not above 0", weight => Initialisation.XavierNormal(weight, double.PositiveInfinity) },
            { "the 6 outputs of weight [6, 5] are not a multiple of groups 4", weight => Initialisation.HeNormal(weight, groups: 4) },
            { "the 6 outputs of weight [6, 5] are not a multiple of groups 0", weight => Initialisation.XavierUniform(weight, groups: 0) },
            { "fan 9 is not In or Out", weight => Initialisation.HeUniform(weight, (Fan)9) },
            { "weight [6] has no fans: expected [outputs, inputs, ...]", weight => Initialisation.HeNormal(weight.select(1, 0)) },
            { "weight [0, 5] has no fans", weight => Initialisation.XavierNormal(weight.narrow(0, 0, 0)) },
            { "weight [6, 5] of type Int64 is not floating", weight => Initialisation.TruncatedNormal(weight.to(int64)) },
            { "weight [6, 5] of type Int64 is not floating", weight => Initialisation.HeUniform(weight.to(int64)) },
        };
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_drawn_is_refused_and_the_weight_kept(string message, Action<Tensor> start)
    {
        using var scope = NewDisposeScope();
        var weight = ones(6, 5);
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => start(weight)).Message, StringComparison.Ordinal);
        Assert.True(weight.eq(1).all().item<bool>());
    }

    private static void AssertUniform(Tensor weight, double deviation)
    {
        AssertMoments(weight, deviation, kurtosis: 1.8);
        var bound = Math.Sqrt(3) * deviation;
        Assert.InRange(weight.abs().max().item<float>(), 0.99 * bound, bound * (1 + 1e-6));
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
