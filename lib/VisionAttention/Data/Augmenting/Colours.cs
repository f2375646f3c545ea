namespace VisionAttention.Data.Augmenting;

/// <summary>Operations on the values of pixels. All round to the nearest byte, and cut off below 0 and above 255.</summary>
internal static class Colours
{
    /// <summary>Every value times a factor.</summary>
    public static void Brightness(ImageBench bench, double factor)
    {
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < 256; level++)
            table[level] = Rounded(level * factor);
        Look(bench.Pixels, table);
    }

    /// <summary>Every value's distance from the mean of the grey image, times a factor.</summary>
    public static void Contrast(ImageBench bench, double factor)
    {
        var area = bench.Height * bench.Width;
        var sum = 0L;
        for (var place = 0; place < area; place++)
            sum += Grey(bench, place, area);
        var mean = Math.Round((double)sum / area);
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < 256; level++)
            table[level] = Rounded(mean + (level - mean) * factor);
        Look(bench.Pixels, table);
    }

    /// <summary>Every pixel's distance from its grey, times a factor; nothing unless there are three channels.</summary>
    public static void Saturation(ImageBench bench, double factor)
    {
        if (bench.Channels != 3)
            return;
        var pixels = bench.Pixels;
        var area = bench.Height * bench.Width;
        for (var place = 0; place < area; place++)
        {
            var grey = Grey(bench, place, area);
            for (var at = place; at < pixels.Length; at += area)
                pixels[at] = Rounded(grey + (pixels[at] - grey) * factor);
        }
    }

    /// <summary>Every pixel's distance from a smoothed image (its neighbours once, itself five times), times a factor; the border stays.</summary>
    public static void Sharpness(ImageBench bench, double factor)
    {
        ReadOnlySpan<byte> from = bench.Pixels;
        var to = bench.Spare;
        from.CopyTo(to);
        var (height, width) = (bench.Height, bench.Width);
        for (var channel = 0; channel < bench.Channels; channel++)
        {
            for (var row = 1; row < height - 1; row++)
            {
                for (var column = 1; column < width - 1; column++)
                {
                    var at = (channel * height + row) * width + column;
                    var sum = 4 * from[at];
                    for (var line = at - width; line <= at + width; line += width)
                        sum += from[line - 1] + from[line] + from[line + 1];
                    var smooth = Math.Round(sum / 13.0);
                    to[at] = Rounded(smooth + (from[at] - smooth) * factor);
                }
            }
        }
        bench.Swap();
    }

    /// <summary>Keeps the highest bits of every value.</summary>
    public static void Posterize(ImageBench bench, int bits)
    {
        var mask = (byte)(0xFF << (8 - bits));
        foreach (ref var pixel in bench.Pixels)
            pixel &= mask;
    }

    /// <summary>Turns values from a threshold upwards into their negatives.</summary>
    public static void Solarize(ImageBench bench, double threshold)
    {
        foreach (ref var pixel in bench.Pixels)
            pixel = pixel >= threshold ? (byte)(255 - pixel) : pixel;
    }

    /// <summary>Stretches every channel so that its darkest value is 0 and its brightest 255.</summary>
    public static void AutoContrast(ImageBench bench)
    {
        var area = bench.Height * bench.Width;
        Span<byte> table = stackalloc byte[256];
        for (var channel = 0; channel < bench.Channels; channel++)
        {
            var plane = bench.Pixels.Slice(channel * area, area);
            var (lowest, highest) = (255, 0);
            foreach (var pixel in plane)
                (lowest, highest) = (Math.Min(lowest, pixel), Math.Max(highest, pixel));
            if (highest <= lowest)
                continue;
            for (var level = 0; level < 256; level++)
                table[level] = Rounded((level - lowest) * 255.0 / (highest - lowest));
            Look(plane, table);
        }
    }

    /// <summary>Makes every level of a channel about equally frequent: a level becomes the share of darker pixels.</summary>
    public static void Equalize(ImageBench bench)
    {
        var area = bench.Height * bench.Width;
        Span<byte> table = stackalloc byte[256];
        Span<int> counts = stackalloc int[256];
        for (var channel = 0; channel < bench.Channels; channel++)
        {
            var plane = bench.Pixels.Slice(channel * area, area);
            counts.Clear();
            foreach (var pixel in plane)
                counts[pixel]++;
            var brightest = 255;
            while (counts[brightest] == 0)
                brightest--;
            var others = area - counts[brightest];
            if (others == 0)
                continue;
            var darker = 0;
            for (var level = 0; level < 256; level++)
            {
                table[level] = Rounded(255.0 * Math.Min(darker, others) / others);
                darker += counts[level];
            }
            Look(plane, table);
        }
    }

    private static void Look(Span<byte> pixels, ReadOnlySpan<byte> table)
    {
        foreach (ref var pixel in pixels)
            pixel = table[pixel];
    }

    // ITU-R BT.601, as grey pictures of colour ones are usually made.
    private static int Grey(ImageBench bench, int place, int area)
    {
        ReadOnlySpan<byte> pixels = bench.Pixels;
        return bench.Channels == 3
            ? (299 * pixels[place] + 587 * pixels[area + place] + 114 * pixels[2 * area + place] + 500) / 1000
            : pixels[place];
    }

    private static byte Rounded(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);
}
