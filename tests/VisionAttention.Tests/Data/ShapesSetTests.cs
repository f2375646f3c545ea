using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class ShapesSetTests
{
    private const int Images = 4000;

    public static TheoryData<ShapesTask> Tasks => [ShapesTask.SameOrDifferent, ShapesTask.MatchesCentre, ShapesTask.CountParity];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Classes_are_equally_frequent_and_no_cell_alone_tells_them(ShapesTask task)
    {
        var set = new ShapesSet(task, Images, seed: 3);
        var classes = set.ClassNames.Count;
        var counts = new Dictionary<(int Cell, int Glyph), int[]>();
        for (var index = 0; index < Images; index++)
        {
            var glyphs = set.GlyphsOf(index);
            for (var cell = 0; cell < glyphs.Length; cell++)
            {
                if (!counts.TryGetValue((cell, glyphs[cell]), out var count))
                    counts[(cell, glyphs[cell])] = count = new int[classes];
                count[set.Label(index)]++;
            }
        }

        Assert.All(Enumerable.Range(0, Images).CountBy(index => set.Label(index)), entry => Assert.Equal(Images / classes, entry.Value));
        foreach (var count in counts.Values)
        {
            var mean = count.Sum() / (double)classes;
            // Five standard deviations of a count that chance alone decides.
            Assert.All(count, one => Assert.InRange(one, mean - 5 * Math.Sqrt(mean), mean + 5 * Math.Sqrt(mean)));
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_number_of_bright_pixels_is_the_same_in_every_image(ShapesTask task)
    {
        var set = new ShapesSet(task, 200, size: 36);
        var pixels = new byte[36 * 36];
        var shapes = task switch { ShapesTask.SameOrDifferent => 2, ShapesTask.MatchesCentre => 5, _ => 4 };
        for (var index = 0; index < 200; index++)
        {
            set.Read(index, pixels);
            Assert.Equal(shapes * 9 * 2 * 2, pixels.Count(pixel => pixel >= 140));
            Assert.All(pixels, pixel => Assert.True(pixel is <= 40 or >= 140));
        }
    }

    [Fact]
    public void The_mean_light_of_both_classes_is_the_same()
    {
        var set = new ShapesSet(ShapesTask.SameOrDifferent, Images);
        var pixels = new byte[784];
        var sums = new double[2];
        for (var index = 0; index < Images; index++)
        {
            set.Read(index, pixels);
            sums[set.Label(index)] += pixels.Average(pixel => pixel);
        }

        Assert.InRange(sums[0] / sums[1], 0.995, 1.005);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(37)]
    public void The_shapes_decide_the_class_and_the_pixels_are_those_of_the_shapes(int size)
    {
        var set = new ShapesSet(ShapesTask.SameOrDifferent, 300, size);
        var (matches, parity) = (new ShapesSet(ShapesTask.MatchesCentre, 300), new ShapesSet(ShapesTask.CountParity, 300));
        int[] corners = [0, 2, 6, 8];
        var pixels = new byte[size * size];
        for (var index = 0; index < 300; index++)
        {
            Assert.Equal([corners[matches.Label(index)]], corners.Where(corner => matches.GlyphsOf(index)[corner] == matches.GlyphsOf(index)[4]));
            Assert.Equal(parity.Label(index), corners.Count(corner => parity.GlyphsOf(index)[corner] == 0) % 2);
            set.Read(index, pixels);
            var pair = (Glyph(pixels, size, bottomRight: false), Glyph(pixels, size, bottomRight: true));
            Assert.Equal(set.Label(index) == 1, pair.Item1 == pair.Item2);
            Assert.Equal((set.GlyphsOf(index)[0], set.GlyphsOf(index)[8]), pair);
        }
    }

    [Fact]
    public void Seed_and_index_alone_decide_an_image()
    {
        var (whole, other) = (new ShapesSet(ShapesTask.SameOrDifferent, 100), new ShapesSet(ShapesTask.SameOrDifferent, 100, seed: 2));
        var part = new ShapesSet(ShapesTask.SameOrDifferent, 10, first: 40);
        for (var index = 0; index < 10; index++)
        {
            Assert.Equal(Pixels(whole, 40 + index), Pixels(part, index));
            Assert.NotEqual(Pixels(whole, 40 + index), Pixels(other, 40 + index));
            Assert.Equal(whole.Label(40 + index), part.Label(index));
        }

        static byte[] Pixels(IImageSource source, long index)
        {
            var pixels = new byte[784];
            source.Read(index, pixels);
            return pixels;
        }
    }

    // The shape whose squares are the bright pixels of a corner, found from the pixels alone.
    private static int Glyph(byte[] pixels, int size, bool bottomRight)
    {
        var places = new HashSet<(int, int)>();
        for (var at = 0; at < pixels.Length; at++)
        {
            if (pixels[at] >= 140 && at / size > size / 2 == bottomRight)
                places.Add((at / size, at % size));
        }
        var scale = (int)Math.Round(Math.Sqrt(places.Count / 9.0));
        for (var glyph = 0; glyph < ShapeGlyphs.Count; glyph++)
        {
            var squares = Enumerable.Range(0, 25).Where(at => ShapeGlyphs.IsFilled(glyph, at / 5, at % 5)).ToArray();
            var top = places.Min(place => place.Item1) - squares.Min(at => at / 5) * scale;
            var left = places.Min(place => place.Item2) - squares.Min(at => at % 5) * scale;
            if (squares.All(at => places.Contains((top + at / 5 * scale, left + at % 5 * scale))))
                return glyph;
        }
        return -1;
    }
}
