namespace VisionAttention.Data.Augmenting;

/// <summary>Changes one image as the settings say, before it is normalised.</summary>
internal static class ImageAugmenter
{
    /// <summary>Crop, flip, rotation, jitter and RandAugment, those that are set.</summary>
    public static void Apply(Augmentation augmentation, ImageBench bench, ref CounterRandom random)
    {
        CropAndFlip(augmentation, bench, ref random);
        if (augmentation.RotationDegrees > 0)
            Warp.Rotate(bench, random.NextDouble(-augmentation.RotationDegrees, augmentation.RotationDegrees));
        Jitter(augmentation, bench, ref random);
        for (var operation = 0; operation < augmentation.RandAugmentOperations; operation++)
            RandAugment.Apply(bench, augmentation.RandAugmentMagnitude, ref random);
    }

    private static void CropAndFlip(Augmentation augmentation, ImageBench bench, ref CounterRandom random)
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

    private static void Jitter(Augmentation augmentation, ImageBench bench, ref CounterRandom random)
    {
        if (augmentation.Brightness > 0)
            Colours.Brightness(bench, Factor(augmentation.Brightness, ref random));
        if (augmentation.Contrast > 0)
            Colours.Contrast(bench, Factor(augmentation.Contrast, ref random));
        if (augmentation.Saturation > 0)
            Colours.Saturation(bench, Factor(augmentation.Saturation, ref random));
    }

    private static double Factor(double range, ref CounterRandom random) => random.NextDouble(1 - range, 1 + range);
}

/// <summary>Room for one image and for a changed copy, of one worker.</summary>
internal sealed class ImageBench(int channels, int height, int width)
{
    private byte[] _pixels = new byte[channels * height * width];
    private byte[] _spare = new byte[channels * height * width];

    /// <summary>Channels C.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows H.</summary>
    public int Height { get; } = height;

    /// <summary>Columns W.</summary>
    public int Width { get; } = width;

    /// <summary>The image, [C, H, W].</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>Where a changed copy is written.</summary>
    public Span<byte> Spare => _spare;

    /// <summary>The changed copy becomes the image.</summary>
    public void Swap() => (_pixels, _spare) = (_spare, _pixels);
}
