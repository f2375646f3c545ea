using TorchSharp;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class MixingTests
{
    private static readonly long[] Classes = [4, 0, 2];
    private static readonly long[] Turned = [1, 2, 0];

    [Fact]
    public void One_hot_rows_sum_to_one_and_spread_the_smoothing_over_all_classes()
    {
        var targets = Targets.OneHot(tensor(Classes), classes: 5, smoothing: 0.2, float64);
        Assert.Equal([3L, 5], targets.shape);
        Assert.True(targets.sum(1).allclose(ones(3, dtype: float64), rtol: 1e-14, atol: 1e-14));
        Assert.Equal(0.84, targets[0, 4].ToDouble(), 1e-14);
        Assert.Equal(0.04, targets[0, 0].ToDouble(), 1e-14);
        Assert.True(Targets.OneHot(tensor(Classes), 5).equal(nn.functional.one_hot(tensor(Classes), 5).to(float32)).all().item<bool>());
    }

    [Fact]
    public void Mixup_with_a_share_of_one_is_the_identity()
    {
        var (images, targets) = Batch();
        var mixed = MixUp.Apply(images, targets, lambda: 1);
        Assert.True(mixed.Images.equal(images).all().item<bool>());
        Assert.True(mixed.Targets.equal(targets).all().item<bool>());
    }

    [Fact]
    public void Mixup_with_a_share_of_zero_is_the_partner()
    {
        var (images, targets) = Batch();
        var mixed = MixUp.Apply(images, targets, lambda: 0, tensor(Turned));
        Assert.True(mixed.Images[0].equal(images[1]).all().item<bool>());
        Assert.True(mixed.Targets[2].equal(targets[0]).all().item<bool>());
        Assert.True(MixUp.Apply(images, targets, lambda: 0).Images[0].equal(images[2]).all().item<bool>());
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Mixup_blends_images_and_targets_alike(double lambda)
    {
        var (images, targets) = Batch();
        var mixed = MixUp.Apply(images, targets, lambda, tensor(Turned));
        Assert.True(mixed.Images[1].allclose(images[1] * lambda + images[2] * (1 - lambda), rtol: 1e-12, atol: 1e-12));
        Assert.True(mixed.Targets[1].allclose(targets[1] * lambda + targets[2] * (1 - lambda), rtol: 1e-12, atol: 1e-12));
        Assert.True(mixed.Targets.sum(1).allclose(ones(3, dtype: float64), rtol: 1e-12, atol: 1e-12));
        Assert.Equal(lambda, mixed.Lambda);
    }

    [Fact]
    public void Cutmix_pastes_the_box_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        var (images, targets) = Batch();
        var mixed = CutMix.Apply(images, targets, new CutBox(Top: 1, Bottom: 4, Left: 2, Right: 7), tensor(Turned));
        for (var row = 0; row < 5; row++)
        {
            for (var column = 0; column < 7; column++)
            {
                var source = row is >= 1 and < 4 && column >= 2 ? images[2] : images[1];
                Assert.Equal(source[1, row, column].ToDouble(), mixed.Images[1, 1, row, column].ToDouble());
            }
        }
        Assert.Equal(1 - 15.0 / 35, mixed.Lambda, 1e-15);
        Assert.True(mixed.Targets[1].allclose(targets[1] * (20.0 / 35) + targets[2] * (15.0 / 35), rtol: 1e-12, atol: 1e-12));
        Assert.True(mixed.Targets.sum(1).allclose(ones(3, dtype: float64), rtol: 1e-12, atol: 1e-12));
    }

    [Fact]
    public void A_box_without_pixels_changes_nothing_and_the_whole_image_everything()
    {
        var (images, targets) = Batch();
        var (none, kept) = CutMix.Box(5, 7, lambda: 1, centreRow: 4, centreColumn: 0);
        Assert.Equal((0L, 1.0), (none.Area, kept));
        var same = CutMix.Apply(images, targets, none);
        Assert.True(same.Images.equal(images).all().item<bool>() && same.Targets.equal(targets).all().item<bool>());
        var other = CutMix.Apply(images, targets, new CutBox(0, 5, 0, 7));
        Assert.True(other.Images.equal(images.flip(0)).all().item<bool>() && other.Targets.equal(targets.flip(0)).all().item<bool>());
    }

    [Theory]
    [InlineData(0.75, 4, 5, 2, 6, 2, 8)] // sides 4 and 6
    [InlineData(0.75, 0, 10, 0, 2, 7, 12)] // cut off at two borders
    [InlineData(0.5, 4, 5, 2, 6, 1, 9)] // of sides 5 and 8, the odd one loses a pixel
    [InlineData(0, 4, 6, 0, 8, 0, 12)] // the whole image
    public void A_box_has_its_sides_and_its_share(double lambda, long row, long column, long top, long bottom, long left, long right)
    {
        var (box, kept) = CutMix.Box(height: 8, width: 12, lambda, row, column);
        Assert.Equal(new CutBox(top, bottom, left, right), box);
        Assert.Equal(1 - (bottom - top) * (right - left) / 96.0, kept, 1e-15);
    }

    [Fact]
    public void Nothing_is_changed_in_place()
    {
        var (images, targets) = Batch();
        var (imagesBefore, targetsBefore) = (images.clone(), targets.clone());
        using var generator = new Generator(3);
        MixUp.Draw(images, targets, alpha: 0.8, generator).Images.zero_();
        CutMix.Draw(images, targets, alpha: 1, generator).Images.zero_();
        MixUp.Apply(images, targets, lambda: 1).Targets.zero_();
        CutMix.Apply(images, targets, new CutBox(0, 0, 0, 0)).Targets.zero_();
        Assert.True(images.equal(imagesBefore).all().item<bool>());
        Assert.True(targets.equal(targetsBefore).all().item<bool>());
    }

    [Fact]
    public void The_same_generator_state_gives_the_same_mixture()
    {
        var (images, targets) = Batch();
        MixedBatch Draw(ulong seed, Func<Tensor, Tensor, double, Generator, MixedBatch> mix)
        {
            using var generator = new Generator(seed);
            return mix(images, targets, 0.8, generator);
        }

        Func<Tensor, Tensor, double, Generator, MixedBatch>[] ways = [MixUp.Draw, CutMix.Draw];
        foreach (var way in ways)
        {
            var lambdas = Enumerable.Range(1, 5).Select(seed => Draw((ulong)seed, way).Lambda).ToArray();
            Assert.True(Draw(1, way).Images.equal(Draw(1, way).Images).all().item<bool>());
            Assert.True(lambdas.Distinct().Count() > 1);
            Assert.All(lambdas, lambda => Assert.InRange(lambda, 0, 1));
        }
    }

    [Fact]
    public void Drawn_targets_sum_to_one_and_agree_with_the_share()
    {
        using var scope = NewDisposeScope();
        var (images, targets) = Batch();
        using var generator = new Generator(5);
        for (var draw = 0; draw < 40; draw++)
        {
            var mixed = CutMix.Draw(images, targets, alpha: 1, generator);
            Assert.True(mixed.Targets.sum(1).allclose(ones(3, dtype: float64), rtol: 1e-12, atol: 1e-12));
            var pasted = mixed.Images[0].ne(images[0]).to(float64).mean().ToDouble();
            Assert.Equal(1 - mixed.Lambda, pasted, 1e-12);
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(32)]
    public void Draws_have_the_mean_and_the_variance_of_the_distribution(double alpha)
    {
        const int Count = 8000;
        using var generator = new Generator(11);
        var draws = Enumerable.Range(0, Count).Select(_ => SymmetricBeta.Draw(alpha, generator)).ToArray();
        var variance = 1 / (4 * (2 * alpha + 1));
        // Five standard errors of the mean; the fourth moment is below 3 variance², so the variance's error is below √(2 / Count).
        Assert.InRange(draws.Average(), 0.5 - 5 * Math.Sqrt(variance / Count), 0.5 + 5 * Math.Sqrt(variance / Count));
        Assert.InRange(draws.Average(draw => (draw - 0.5) * (draw - 0.5)) / variance, 1 - 5 * Math.Sqrt(2.0 / Count), 1 + 5 * Math.Sqrt(2.0 / Count));
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void The_ends_of_alpha_give_finite_shares(double alpha)
    {
        using var generator = new Generator(7);
        var draws = Enumerable.Range(0, 50).Select(_ => SymmetricBeta.Draw(alpha, generator)).ToArray();
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
        Assert.True(alpha < 1 ? draws.Min() < 1e-6 && draws.Max() > 1 - 1e-6 : draws.All(draw => Math.Abs(draw - 0.5) < 0.1));
    }

    [Fact]
    public void Mixing_leaves_nothing_but_its_results_behind()
    {
        var (images, targets) = Batch();
        using var generator = new Generator(3);
        using var scope = NewDisposeScope();
        MixUp.Draw(images, targets, alpha: 0.8, generator);
        CutMix.Draw(images, targets, alpha: 1, generator);
        Assert.Equal(4, scope.DisposablesCount);
    }

    private static (Tensor Images, Tensor Targets) Batch()
    {
        manual_seed(1);
        return (randn(3, 2, 5, 7, dtype: float64), Targets.OneHot(tensor(Classes), classes: 5, smoothing: 0.1, float64));
    }
}
