using System.Runtime.InteropServices;
using VisionAttention.Data;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Data;

/// <summary>What the golden cases, which hold blends, boxes and their targets, leave open: orders that are not reversed, the share that is drawn.</summary>
public class MixingTests
{
    private const int Height = 5;
    private const int Width = 7;

    public static TheoryData<int[]> Partners => new() { { BatchMixing.Reversed(4) }, { BatchMixing.Reversed(5) }, { [1, 2, 0, 3] }, { [2, 1, 0] }, { [3, 0, 1, 2] } };

    [Theory]
    [MemberData(nameof(Partners))]
    public void A_box_is_pasted_and_nothing_else(int[] partners)
    {
        using var scope = NewDisposeScope();
        var (images, labels, order) = Batch(partners);
        var box = new CutBox(Top: 1, Bottom: 4, Left: 2, Right: 7);
        var isPasted = zeros(Height, Width, dtype: ScalarType.Bool);
        isPasted.narrow(0, 1, 3).narrow(1, 2, 5).fill_(true);
        var (mixed, targets) = Mixed(images, labels, partners, box, box.ShareOutside(Height, Width));
        Assert.True(mixed.equal(where(isPasted, images.index_select(0, order), images)).all().item<bool>());
        Assert.True(targets.sum(1).allclose(ones(partners.Length), rtol: 1e-6, atol: 1e-6));
        Assert.Equal(20.0 / 35, box.ShareOutside(Height, Width), 1e-15);
    }

    [Fact]
    public void A_cut_target_has_the_share_of_the_pixels_that_stayed_and_not_the_share_that_was_drawn()
    {
        var augmentation = new Augmentation { CutMixAlpha = 1 };
        var random = new KeyedRandom(seed: 5, 0, 0, 0);
        var pasted = 0;
        for (var draw = 0; draw < 60; draw++)
        {
            // Two images of one number each: what is 1 in the first one came from the second.
            float[] images = [.. Enumerable.Repeat(0f, Height * Width), .. Enumerable.Repeat(1f, Height * Width)];
            var targets = new float[4];
            BatchMixing.Apply(augmentation, images, [0L, 1L], targets, Height, Width, ref random);

            var stayed = images.Take(Height * Width).Count(pixel => pixel == 0);
            Assert.Equal(stayed / (float)(Height * Width), targets[0], 1e-6f);
            pasted += Height * Width - stayed;
        }
        Assert.InRange(pasted, 1, 60 * Height * Width);
    }

    [Fact]
    public void A_share_of_one_and_a_box_without_pixels_change_nothing()
    {
        using var scope = NewDisposeScope();
        var partners = BatchMixing.Reversed(5);
        var (images, labels, _) = Batch(partners);
        var none = CutBox.Around(Height, Width, lambda: 1, centreRow: 4, centreColumn: 0);
        Assert.Equal(1, none.ShareOutside(Height, Width));
        Assert.True(Mixed(images, labels, partners, box: null, lambda: 1).Images.equal(images).all().item<bool>());
        Assert.True(Mixed(images, labels, partners, none, lambda: 1).Images.equal(images).all().item<bool>());
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(1000)]
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

    private static (Tensor Images, Tensor Labels, Tensor Order) Batch(int[] partners)
    {
        manual_seed(1);
        return (randn(partners.Length, 2, Height, Width), arange(partners.Length, dtype: int64) % 3, tensor(partners.Select(place => (long)place).ToArray()));
    }

    private static (Tensor Images, Tensor Targets) Mixed(Tensor images, Tensor labels, int[] partners, CutBox? box, double lambda)
    {
        var (mixed, targets) = (images.clone(), zeros(partners.Length, 3));
        BatchMixing.Apply(Floats(mixed), labels.data<long>().ToArray(), Floats(targets), Height, Width, partners, box, lambda);
        return (mixed, targets);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
