namespace VisionAttention.Kit.Publishing;

/// <summary>Chooses a palette by median cut: the box of colours with the greatest spread is cut at its median until there are enough.</summary>
/// <remarks>P. Heckbert, Color image quantization for frame buffer display, SIGGRAPH 1982. Nothing depends on chance or on order in a table.</remarks>
internal static class PaletteQuantizer
{
    /// <summary>The picture with at most so many colours; exact where it has no more.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="colours">1 to 256.</param>
    public static PalettePicture Reduce(Picture picture, int colours = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(colours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(colours, 256);
        var counts = new Dictionary<int, int>();
        foreach (var pixel in picture.Pixels)
        {
            counts[pixel] = counts.GetValueOrDefault(pixel) + 1;
        }

        var places = new Dictionary<int, byte>(counts.Count);
        List<int> palette = [];
        foreach (var box in Boxes(counts, colours))
        {
            foreach (var (colour, _) in box)
            {
                places[colour] = (byte)palette.Count;
            }

            palette.Add(Mean(box));
        }

        return new PalettePicture(picture.Width, picture.Height, palette, Array.ConvertAll(picture.Pixels, pixel => places[pixel]));
    }

    private static List<(int Colour, int Count)[]> Boxes(Dictionary<int, int> counts, int most)
    {
        List<(int Colour, int Count)[]> boxes = [[.. counts.Select(entry => (entry.Key, entry.Value)).OrderBy(entry => entry.Key)]];
        while (boxes.Count < most)
        {
            // The box that errs most: its spread, weighed by the pixels in it.
            var (best, worst, part) = (-1, 0.0, 0);
            for (var index = 0; index < boxes.Count; index++)
            {
                var (error, widest) = Error(boxes[index]);
                if (error > worst)
                {
                    (best, worst, part) = (index, error, widest);
                }
            }

            if (best < 0)
            {
                break;
            }

            var (low, high) = Cut(boxes[best], part);
            boxes[best] = low;
            boxes.Add(high);
        }

        return boxes;
    }

    private static (double Error, int Part) Error((int Colour, int Count)[] box)
    {
        if (box.Length == 1)
        {
            return (0, 0);
        }

        Span<double> squares = stackalloc double[3];
        for (var part = 0; part < 3; part++)
        {
            double sum = 0, square = 0, total = 0;
            foreach (var (colour, count) in box)
            {
                double value = Part(colour, part);
                (sum, square, total) = (sum + count * value, square + count * value * value, total + count);
            }

            squares[part] = Math.Max(square - sum * sum / total, 0);
        }

        var widest = squares[1] >= squares[0] && squares[1] >= squares[2] ? 1 : squares[0] >= squares[2] ? 0 : 2;
        // Different colours never have error 0, so that a picture of few colours stays exact.
        return (squares[widest] + 1e-9, widest);
    }

    private static ((int Colour, int Count)[] Low, (int Colour, int Count)[] High) Cut((int Colour, int Count)[] box, int part)
    {
        var sorted = box.OrderBy(entry => Part(entry.Colour, part)).ThenBy(entry => entry.Colour).ToArray();
        var half = sorted.Sum(entry => (long)entry.Count) / 2;
        long passed = sorted[0].Count;
        var cut = 1;
        while (cut < sorted.Length - 1 && passed + sorted[cut].Count <= half)
        {
            passed += sorted[cut++].Count;
        }

        return (sorted[..cut], sorted[cut..]);
    }

    private static int Mean((int Colour, int Count)[] box)
    {
        var total = box.Sum(entry => (long)entry.Count);
        var mean = 0;
        for (var part = 0; part < 3; part++)
        {
            var sum = box.Sum(entry => (long)entry.Count * Part(entry.Colour, part));
            mean = mean << 8 | (int)((sum + total / 2) / total);
        }

        return mean;
    }

    private static int Part(int colour, int part) => colour >> (16 - 8 * part) & 255;
}
