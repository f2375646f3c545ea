namespace VisionAttention.Data;

/// <summary>One operation out of fourteen, each equally likely, all at the same magnitude.</summary>
/// <remarks>
/// Cubuk et al. 2019, arXiv 1909.13719, section 3. The ranges are those of AutoAugment (Cubuk et al. 2018, arXiv 1805.09501, table 6),
/// reached at magnitude 10: shear 0.3, shift 150 of 331 pixels, rotation 30°, colours 1 ± 0.9, posterize 8 to 4 bits, solarize from 256
/// down to 0. Where an operation has two directions, each is as likely.
/// </remarks>
internal static class RandAugment
{
    private const int Operations = 14;

    /// <summary>Draws an operation and applies it.</summary>
    public static void Apply(ImageBench bench, double magnitude, ref KeyedRandom random) =>
        Apply(bench, operation: (int)random.NextBelow(Operations), share: magnitude / 10 * (random.NextIs(0.5) ? 1 : -1));

    /// <summary>Applies one of the operations; the share, from −1 to 1, is the magnitude as a part of the range, and its direction.</summary>
    public static void Apply(ImageBench bench, int operation, double share)
    {
        const double farthest = 150.0 / 331;
        switch (operation)
        {
            case 0: break;
            case 1: Warp.Shear(bench, alongRows: 0.3 * share, alongColumns: 0); break;
            case 2: Warp.Shear(bench, alongRows: 0, alongColumns: 0.3 * share); break;
            case 3: Warp.Shift(bench, columns: farthest * bench.Width * share, rows: 0); break;
            case 4: Warp.Shift(bench, columns: 0, rows: farthest * bench.Height * share); break;
            case 5: Warp.Rotate(bench, 30 * share); break;
            case 6: Colours.Brightness(bench, 1 + 0.9 * share); break;
            case 7: Colours.Contrast(bench, 1 + 0.9 * share); break;
            case 8: Colours.Saturation(bench, 1 + 0.9 * share); break;
            case 9: Colours.Sharpness(bench, 1 + 0.9 * share); break;
            case 10: Colours.Posterize(bench, 8 - (int)Math.Round(4 * Math.Abs(share))); break;
            case 11: Colours.Solarize(bench, 256 * (1 - Math.Abs(share))); break;
            case 12: Colours.AutoContrast(bench); break;
            default: Colours.Equalize(bench); break;
        }
    }
}

/// <summary>Operations on the values of pixels. All round to the nearest byte, and cut off below 0 and above 255.</summary>
internal static class Colours
{
    /// <summary>Every value times a factor.</summary>
    public static void Brightness(ImageBench bench, double factor) => Map(bench, level => level * factor);

    /// <summary>Every value's distance from the mean of the grey image, times a factor.</summary>
    public static void Contrast(ImageBench bench, double factor)
    {
        var area = bench.Height * bench.Width;
        var sum = 0L;
        for (var place = 0; place < area; place++)
            sum += Grey(bench, place, area);
        var mean = Math.Round((double)sum / area);
        Map(bench, level => mean + (level - mean) * factor);
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
    public static void Posterize(ImageBench bench, int bits) => Map(bench, level => level & (0xFF << (8 - bits)));

    /// <summary>Turns values from a threshold upwards into their negatives.</summary>
    public static void Solarize(ImageBench bench, double threshold) => Map(bench, level => level >= threshold ? 255 - level : level);

    /// <summary>Stretches every channel so that its darkest value is 0 and its brightest 255.</summary>
    public static void AutoContrast(ImageBench bench)
    {
        Span<byte> table = stackalloc byte[256];
        for (var channel = 0; channel < bench.Channels; channel++)
        {
            var plane = Plane(bench, channel);
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
        Span<byte> table = stackalloc byte[256];
        Span<int> counts = stackalloc int[256];
        for (var channel = 0; channel < bench.Channels; channel++)
        {
            var plane = Plane(bench, channel);
            counts.Clear();
            foreach (var pixel in plane)
                counts[pixel]++;
            var others = plane.Length - counts[counts.LastIndexOfAnyExcept(0)];
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

    private static Span<byte> Plane(ImageBench bench, int channel) => bench.Pixels.Slice(channel * bench.Height * bench.Width, bench.Height * bench.Width);

    private static void Map(ImageBench bench, Func<int, double> changed)
    {
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < 256; level++)
            table[level] = Rounded(changed(level));
        Look(bench.Pixels, table);
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

/// <summary>Rotation, shear and shift about the middle of an image, with black outside.</summary>
internal static class Warp
{
    /// <summary>Turns anticlockwise.</summary>
    public static void Rotate(ImageBench bench, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        Apply(bench, (float)cosine, (float)-sine, 0, (float)sine, (float)cosine, 0);
    }

    /// <summary>Shifts each row by its height above the middle times a share, or each column likewise.</summary>
    public static void Shear(ImageBench bench, double alongRows, double alongColumns) => Apply(bench, 1, (float)alongRows, 0, (float)alongColumns, 1, 0);

    /// <summary>Shifts by pixels, to the left and up where positive.</summary>
    public static void Shift(ImageBench bench, double columns, double rows) => Apply(bench, 1, 0, (float)columns, 0, 1, (float)rows);

    // Backwards: where a pixel of the result comes from, about the middle. x' = xx·x + xy·y + xShift, y' = yx·x + yy·y + yShift.
    private static void Apply(ImageBench bench, float xx, float xy, float xShift, float yx, float yy, float yShift)
    {
        var (height, width) = (bench.Height, bench.Width);
        var (middleRow, middleColumn) = ((height - 1) / 2f, (width - 1) / 2f);
        ReadOnlySpan<byte> from = bench.Pixels;
        var to = bench.Spare;
        var area = height * width;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (right, down) = (column - middleColumn, row - middleRow);
                var x = xx * right + xy * down + xShift + middleColumn;
                var y = yx * right + yy * down + yShift + middleRow;
                var place = row * width + column;
                if (!(x > -1 && y > -1 && x < width && y < height))
                {
                    for (var at = place; at < to.Length; at += area)
                        to[at] = 0;
                    continue;
                }
                var left = (int)MathF.Floor(x);
                var top = (int)MathF.Floor(y);
                var (shareRight, shareDown) = (x - left, y - top);
                for (var channel = 0; channel < bench.Channels; channel++)
                {
                    var plane = from.Slice(channel * area, area);
                    var above = Blend(At(plane, top, left, height, width), At(plane, top, left + 1, height, width), shareRight);
                    var below = Blend(At(plane, top + 1, left, height, width), At(plane, top + 1, left + 1, height, width), shareRight);
                    to[channel * area + place] = (byte)(Blend(above, below, shareDown) + 0.5f);
                }
            }
        }
        bench.Swap();
    }

    private static float At(ReadOnlySpan<byte> plane, int row, int column, int height, int width) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? plane[row * width + column] : 0;

    private static float Blend(float first, float second, float share) => first + (second - first) * share;
}
