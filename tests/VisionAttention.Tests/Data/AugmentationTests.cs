using TorchSharp;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class AugmentationTests
{
    private const int Channels = 3, Height = 6, Width = 7;

    [Fact]
    public void A_crop_is_a_shift_with_black_outside_and_every_shift_comes()
    {
        var shifts = new HashSet<(int, int)>();
        for (var index = 0; index < 500; index++)
        {
            var bench = Bench();
            var before = bench.Pixels.ToArray();
            Augment(new Augmentation { CropPadding = 1 }, bench, index);
            var after = bench.Pixels.ToArray();
            var shift = (from down in new[] { -1, 0, 1 } from right in new[] { -1, 0, 1 } where after.SequenceEqual(Shifted(before, down, right)) select (down, right)).Single();
            shifts.Add(shift);
        }

        Assert.Equal(9, shifts.Count);
        // A padding larger than the image may leave nothing of it.
        for (var index = 0; index < 50; index++)
            Augment(new Augmentation { CropPadding = 20, Flips = true }, Bench(), index);
    }

    [Fact]
    public void Half_of_all_images_are_mirrored()
    {
        var mirrored = 0;
        for (var index = 0; index < 1000; index++)
        {
            var bench = Bench();
            var before = bench.Pixels.ToArray();
            Augment(new Augmentation { Flips = true }, bench, index);
            if (!bench.Pixels.SequenceEqual(before))
            {
                Assert.Equal(Enumerable.Range(0, before.Length).Select(at => before[at / Width * Width + Width - 1 - at % Width]), bench.Pixels.ToArray());
                mirrored++;
            }
        }

        Assert.InRange(mirrored, 430, 570);
    }

    [Fact]
    public void A_quarter_turn_anticlockwise_puts_the_right_column_on_top()
    {
        var bench = new ImageBench(1, 3, 3);
        new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }.CopyTo(bench.Pixels);

        Warp.Rotate(bench, 90);

        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], bench.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 0, new byte[] { 20, 30, 0, 50, 60, 0, 80, 90, 0 })]
    [InlineData(0, -1, new byte[] { 0, 0, 0, 10, 20, 30, 40, 50, 60 })]
    [InlineData(0.5, 0, new byte[] { 15, 25, 15, 45, 55, 30, 75, 85, 45 })]
    public void A_shift_blends_between_pixels(double columns, double rows, byte[] expected)
    {
        var bench = new ImageBench(1, 3, 3);
        new byte[] { 10, 20, 30, 40, 50, 60, 70, 80, 90 }.CopyTo(bench.Pixels);

        Warp.Shift(bench, columns, rows);

        Assert.Equal(expected, bench.Pixels.ToArray());
    }

    [Fact]
    public void A_shear_leaves_the_middle_and_moves_the_border()
    {
        var bench = new ImageBench(1, 3, 5);
        byte[] line = [0, 0, 200, 0, 0];
        byte[] picture = [.. line, .. line, .. line];
        picture.CopyTo(bench.Pixels);

        Warp.Shear(bench, alongRows: 1, alongColumns: 0);

        Assert.Equal([0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0], bench.Pixels.ToArray());
    }

    [Theory]
    [InlineData(6, 0.5, new byte[] { 15, 145, 255, 255 })]
    [InlineData(6, -0.5, new byte[] { 6, 55, 110, 140 })]
    [InlineData(10, 1.0, new byte[] { 0, 96, 192, 240 })]
    [InlineData(11, 0.5, new byte[] { 10, 100, 55, 0 })]
    [InlineData(12, 1.0, new byte[] { 0, 94, 198, 255 })]
    [InlineData(13, 1.0, new byte[] { 0, 85, 170, 255 })]
    public void An_operation_on_values_gives_what_its_formula_says(int operation, double share, byte[] expected)
    {
        var bench = new ImageBench(1, 2, 2);
        new byte[] { 10, 100, 200, 255 }.CopyTo(bench.Pixels);

        RandAugment.Apply(bench, operation, share);

        Assert.Equal(expected, bench.Pixels.ToArray());
    }

    [Fact]
    public void Contrast_zero_is_the_mean_and_saturation_zero_is_grey()
    {
        var bench = new ImageBench(3, 1, 2);
        byte[] picture = [200, 0, 100, 0, 0, 50];
        picture.CopyTo(bench.Pixels);
        Colours.Saturation(bench, 0);
        var grey = (299 * 200 + 587 * 100 + 500) / 1000;
        Assert.Equal([grey, 6, grey, 6, grey, 6], bench.Pixels.ToArray().Select(value => (int)value));

        Colours.Contrast(bench, 0);
        Assert.All(bench.Pixels.ToArray(), value => Assert.InRange(value, (grey + 6) / 2, (grey + 7) / 2));
    }

    [Fact]
    public void Sharpness_zero_smooths_the_inside_and_one_changes_nothing()
    {
        var bench = new ImageBench(1, 3, 3);
        byte[] picture = [0, 0, 0, 0, 130, 0, 0, 0, 0];
        picture.CopyTo(bench.Pixels);
        Colours.Sharpness(bench, 1);
        Assert.Equal(picture, bench.Pixels.ToArray());

        Colours.Sharpness(bench, 0);
        Assert.Equal([0, 0, 0, 0, 50, 0, 0, 0, 0], bench.Pixels.ToArray());
    }

    [Fact]
    public void Every_operation_of_RandAugment_is_drawn_and_works_for_grey_images_too()
    {
        var different = new HashSet<string>();
        for (var index = 0; index < 300; index++)
        {
            var bench = Bench();
            Augment(new Augmentation { RandAugmentOperations = 1, RandAugmentMagnitude = 7 }, bench, index);
            different.Add(Convert.ToHexString(bench.Pixels));
            Augment(new Augmentation { RandAugmentOperations = 3 }, new ImageBench(1, 4, 3), index);
        }

        // Of fourteen, seven with two directions: 13 changes at least beside the one that does nothing.
        Assert.InRange(different.Count, 14, 24);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Erasing_clears_one_rectangle_of_a_plausible_size_in_all_channels(bool withNoise)
    {
        const int side = 30;
        var erased = 0;
        for (var index = 0; index < 300; index++)
        {
            var image = new float[2 * side * side];
            Array.Fill(image, 9f);
            var random = new KeyedRandom(1, 0, 1, index);
            RandomErasing.Apply(new Augmentation { ErasingProbability = 0.5, ErasesWithNoise = withNoise }, image, side, side, ref random);
            var places = Enumerable.Range(0, side * side).Where(at => image[at] != 9).ToArray();
            Assert.Equal(places, Enumerable.Range(0, side * side).Where(at => image[side * side + at] != 9));
            if (places.Length == 0)
                continue;
            erased++;
            var rows = places.Max(at => at / side) - places.Min(at => at / side) + 1;
            var columns = places.Max(at => at % side) - places.Min(at => at % side) + 1;
            Assert.Equal(rows * columns, places.Length);
            Assert.InRange(places.Length / 900.0, 0.015, 0.36);
            Assert.Equal(!withNoise, places.All(at => image[at] == 0));
        }

        Assert.InRange(erased, 110, 190);
    }

    [Fact]
    public void A_loader_mixes_in_both_ways_and_gives_the_targets_of_each()
    {
        var source = new ShapesSet(ShapesTask.MatchesCentre, count: 400, size: 15);
        var options = new LoadingOptions { BatchSize = 10, Augmentation = new Augmentation { MixUpAlpha = 1, CutMixAlpha = 1 } };
        using var mixing = new BatchLoader(source, new Normalisation(0, 1), options);
        using var plain = new BatchLoader(source, new Normalisation(0, 1), options with { Augmentation = null });
        var ways = new HashSet<string>();
        foreach (var (mixed, clean) in mixing.Epoch(0).Zip(plain.Epoch(0)))
        {
            using var scope = torch.NewDisposeScope();
            using (mixed)
            using (clean)
            {
                Assert.True(Same(mixed.Labels, clean.Labels));
                Assert.True(torch.allclose(torch.ones(10), mixed.Targets!.sum(dim: 1), rtol: 1e-6, atol: 1e-6));
                var oneHot = torch.nn.functional.one_hot(clean.Labels, 4).to(torch.float32);
                var partners = oneHot.flip(0);
                // Of the row with two classes that shows λ best.
                var row = Enumerable.Range(0, 10).FirstOrDefault(place => !Same(oneHot[place], partners[place]), -1);
                if (row < 0)
                    continue;
                var lambda = (mixed.Targets * oneHot)[row].sum().item<float>();
                Assert.True(torch.allclose(oneHot * lambda + partners * (1 - lambda), mixed.Targets, rtol: 1e-5, atol: 1e-5));
                var isBlend = torch.allclose(clean.Images * lambda + clean.Images.flip(0) * (1 - lambda), mixed.Images, rtol: 1e-4, atol: 1e-5);
                var isCut = mixed.Images.eq(clean.Images).logical_or(mixed.Images.eq(clean.Images.flip(0))).all().item<bool>();
                Assert.True(isBlend || isCut);
                ways.Add(isCut ? "cut" : "blend");
            }
        }

        Assert.Equal(2, ways.Count);
    }

    private static bool Same(torch.Tensor one, torch.Tensor two) => one.eq(two).all().item<bool>();

    private static ImageBench Bench()
    {
        var bench = new ImageBench(Channels, Height, Width);
        for (var at = 0; at < bench.Pixels.Length; at++)
            bench.Pixels[at] = (byte)(1 + at * 37 % 251);
        return bench;
    }

    private static void Augment(Augmentation augmentation, ImageBench bench, int index)
    {
        var random = new KeyedRandom(seed: 1, epoch: 0, purpose: 1, index);
        ImageAugmenter.Apply(augmentation, bench, ref random);
    }

    private static byte[] Shifted(byte[] image, int down, int right)
    {
        var result = new byte[image.Length];
        for (var at = 0; at < image.Length; at++)
        {
            var (row, column) = (at / Width % Height + down, at % Width + right);
            if (row is >= 0 and < Height && column is >= 0 and < Width)
                result[at] = image[(at / Width / Height * Height + row) * Width + column];
        }
        return result;
    }
}
