namespace VisionAttention.Data;

/// <summary>Changes one image as the settings say, before it is normalised.</summary>
internal static class ImageAugmenter
{
    /// <summary>Crop, flip, rotation, jitter and RandAugment, those that are set.</summary>
    public static void Apply(Augmentation augmentation, ImageBench bench, ref KeyedRandom random)
    {
        CropAndFlip(augmentation, bench, ref random);
        if (augmentation.RotationDegrees > 0)
            Warp.Rotate(bench, random.NextDouble(-augmentation.RotationDegrees, augmentation.RotationDegrees));
        Jitter(augmentation, bench, ref random);
        for (var operation = 0; operation < augmentation.RandAugmentOperations; operation++)
            RandAugment.Apply(bench, augmentation.RandAugmentMagnitude, ref random);
    }

    private static void CropAndFlip(Augmentation augmentation, ImageBench bench, ref KeyedRandom random)
    {
        var padding = augmentation.CropPadding;
        var down = padding > 0 ? (int)random.NextBelow(2 * padding + 1) - padding : 0;
        var right = padding > 0 ? (int)random.NextBelow(2 * padding + 1) - padding : 0;
        var flips = augmentation.Flips && random.NextIs(0.5);
        if (down == 0 && right == 0 && !flips)
            return;
        var (height, width) = (bench.Height, bench.Width);
        ReadOnlySpan<byte> from = bench.Pixels;
        var to = bench.Spare;
        // The columns that a row of the result shares with the old image.
        var first = Math.Clamp(-right, 0, width);
        var last = Math.Clamp(width - right, first, width);
        for (var row = 0; row < bench.Channels * height; row++)
        {
            var target = to.Slice(row * width, width);
            var source = row % height + down;
            if (source < 0 || source >= height || first >= last)
            {
                target.Clear();
                continue;
            }
            target[..first].Clear();
            target[last..].Clear();
            from.Slice((row / height * height + source) * width + first + right, last - first).CopyTo(target[first..last]);
            if (flips)
                target.Reverse();
        }
        bench.Swap();
    }

    private static void Jitter(Augmentation augmentation, ImageBench bench, ref KeyedRandom random)
    {
        if (augmentation.Brightness > 0)
            Colours.Brightness(bench, Factor(augmentation.Brightness, ref random));
        if (augmentation.Contrast > 0)
            Colours.Contrast(bench, Factor(augmentation.Contrast, ref random));
        if (augmentation.Saturation > 0)
            Colours.Saturation(bench, Factor(augmentation.Saturation, ref random));
    }

    private static double Factor(double range, ref KeyedRandom random) => random.NextDouble(1 - range, 1 + range);
}

/// <summary>Erases a rectangle of a normalised image (Zhong et al. 2017, arXiv 1708.04896, section 3.2).</summary>
internal static class RandomErasing
{
    private const int Attempts = 10;

    /// <summary>Erases in an image [C, H, W] with the probability that is set.</summary>
    public static void Apply(Augmentation augmentation, Span<float> image, int height, int width, ref KeyedRandom random)
    {
        if (augmentation.ErasingProbability <= 0 || !random.NextIs(augmentation.ErasingProbability))
            return;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextDouble(0.02, 0.33) * height * width;
            // Uniform in the logarithm: twice as high as likely as twice as wide.
            var ratio = Math.Exp(random.NextDouble(Math.Log(0.3), Math.Log(1 / 0.3)));
            var rows = (int)Math.Round(Math.Sqrt(area * ratio));
            var columns = (int)Math.Round(Math.Sqrt(area / ratio));
            if (rows < 1 || columns < 1 || rows >= height || columns >= width)
                continue;
            var top = (int)random.NextBelow(height - rows + 1);
            var left = (int)random.NextBelow(width - columns + 1);
            for (var line = 0; line < image.Length / width; line++)
            {
                if (line % height >= top && line % height < top + rows)
                    Fill(image.Slice(line * width + left, columns), augmentation.ErasesWithNoise, ref random);
            }
            return;
        }
    }

    private static void Fill(Span<float> pixels, bool withNoise, ref KeyedRandom random)
    {
        pixels.Clear();
        if (!withNoise)
            return;
        foreach (ref var pixel in pixels)
        {
            // Box and Muller 1958; 1 − u is above 0, so the logarithm is finite.
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            pixel = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }
}

/// <summary>Room for one image and for a changed copy, of one worker.</summary>
internal sealed class ImageBench(int channels, int height, int width)
{
    private byte[] _pixels = new byte[channels * height * width];
    private byte[] _spare = new byte[channels * height * width];

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    /// <summary>The image, [C, H, W].</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>Where a changed copy is written.</summary>
    public Span<byte> Spare => _spare;

    /// <summary>The changed copy becomes the image.</summary>
    public void Swap() => (_pixels, _spare) = (_spare, _pixels);
}
