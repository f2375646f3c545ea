using TorchSharp;
using VisionAttention.Layers;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Layers;

/// <summary>The small layers of encoder blocks, and first values of weights.</summary>
public sealed class LayerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public LayerTests()
    {
        manual_seed(31);
    }

    public static TheoryData<Activation> AllActivations => [.. Enum.GetValues<Activation>()];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Dropped_branches_vanish_and_kept_ones_grow_so_that_the_mean_stays()
    {
        using var layer = new DropPath(0.25);
        var output = layer.call(ones(4000, 2, 3));
        var perImage = output.flatten(1);
        Assert.True(perImage.eq(perImage.select(1, 0).unsqueeze(1)).all().ToBoolean());
        Assert.True(perImage.eq(0).logical_or(perImage.sub(4.0 / 3).abs().lt(1e-6)).all().ToBoolean());
        Assert.InRange(output.mean().ToDouble(), 0.96, 1.04);
        layer.eval();
        Assert.True(layer.call(ones(5, 2)).eq(1).all().ToBoolean());
    }

    [Fact]
    public void A_layer_scale_multiplies_each_channel()
    {
        using var layer = new LayerScale(3, 0.5);
        var branch = randn(2, 4, 3);
        Assert.True(layer.call(branch).allclose(branch * 0.5, rtol: 1e-6, atol: 1e-7));
    }

    [Theory]
    [MemberData(nameof(AllActivations))]
    public void Gradients_of_an_MLP_agree_with_central_differences(Activation activation)
    {
        using var layer = new Mlp(5, 7, activation).to(float64);
        var tokens = randn(2, 3, 5, dtype: float64).requires_grad_();
        CentralDifferences.Agree(() => layer.call(tokens), tokens, relative: 1e-6);
    }

    [Fact]
    public void An_MLP_treats_each_token_by_itself()
    {
        using var layer = new Mlp(4, 6).to(float64);
        var tokens = randn(1, 5, 4, dtype: float64);
        Assert.True(layer.call(tokens).narrow(1, 2, 1).allclose(layer.call(tokens.narrow(1, 2, 1)), rtol: 1e-10, atol: 1e-12));
    }

    [Theory]
    [InlineData("Xavier uniform", 2.0 / (40 + 60))]
    [InlineData("Xavier normal", 2.0 / (40 + 60))]
    [InlineData("He normal", 2.0 / 40)]
    [InlineData("He uniform", 2.0 / 40)]
    [InlineData("He normal, fan out", 2.0 / 60)]
    public void First_values_have_the_papers_variance(string kind, double variance)
    {
        using var generator = new Generator(5);
        var weight = Filled(kind, empty(60, 40), generator);
        Assert.InRange(weight.mean().ToDouble(), -0.02, 0.02);
        Assert.InRange(weight.pow(2).mean().ToDouble(), 0.9 * variance, 1.1 * variance);
        using var again = new Generator(5);
        Assert.True(weight.eq(Filled(kind, empty(60, 40), again)).all().ToBoolean());
    }

    [Fact]
    public void The_fans_of_a_convolution_count_its_places()
    {
        var weight = Initialisation.HeNormal(empty(64, 16, 3, 3));
        Assert.InRange(weight.pow(2).mean().ToDouble(), 0.9 * 2 / 144, 1.1 * 2 / 144);
    }

    [Theory]
    [InlineData(2.0, 0.8796)]
    [InlineData(5.0, 1.0)]
    public void A_truncated_normal_has_no_tails(double cut, double share)
    {
        var weight = Initialisation.TruncatedNormal(empty(200, 500), deviation: 0.02, cut: cut);
        Assert.True(weight.abs().max().ToDouble() <= cut * 0.02 + 1e-7);
        Assert.InRange(weight.std().ToDouble(), 0.98 * share * 0.02, 1.02 * share * 0.02);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        (Func<object> Act, string Fragment)[] cases =
        [
            (() => new DropPath(1), "dropPath 1 is not from 0 to below 1"),
            (() => DropPath.Apply(zeros(2, 3), zeros(3), 0.5), "mask is [3], branch [2, 3]"),
            (() => DropPath.Apply(zeros(2, 3), zeros(2), 0), "keepProbability 0"),
            (() => new LayerScale(0, 1), "embedDim 0"),
            (() => new LayerScale(3, double.PositiveInfinity), "layer scale"),
            (() => new Mlp(0, 3), "embedDim 0"),
            (() => Initialisation.TruncatedNormal(empty(2), deviation: 0), "deviation 0"),
            (() => Initialisation.TruncatedNormal(empty(2), cut: 6), "cut 6"),
            (() => Initialisation.XavierUniform(empty(3)), "weight is [3]"),
        ];
        Assert.All(cases, entry => Assert.Contains(entry.Fragment, Assert.Throws<ArgumentException>(entry.Act).Message, StringComparison.Ordinal));
    }

    private static Tensor Filled(string kind, Tensor weight, Generator generator)
    {
        return kind switch
        {
            "Xavier uniform" => Initialisation.XavierUniform(weight, generator),
            "Xavier normal" => Initialisation.XavierNormal(weight, generator),
            "He uniform" => Initialisation.HeUniform(weight, generator: generator),
            _ => Initialisation.HeNormal(weight, usesFanOut: kind.EndsWith("fan out", StringComparison.Ordinal), generator),
        };
    }
}
