namespace VisionAttention.Data.Augmenting;

/// <summary>Erases a rectangle of a normalised image (Zhong et al. 2017, arXiv 1708.04896, section 3.2).</summary>
internal static class RandomErasing
{
    private const int Attempts = 10;

    /// <summary>Erases with the probability that is set.</summary>
    /// <param name="augmentation">The settings.</param>
    /// <param name="image">[C, H, W].</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="random">Decides whether, where and with what.</param>
    public static void Apply(Augmentation augmentation, Span<float> image, int height, int width, ref CounterRandom random)
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

    private static void Fill(Span<float> pixels, bool withNoise, ref CounterRandom random)
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
