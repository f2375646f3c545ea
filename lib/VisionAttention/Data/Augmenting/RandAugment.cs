namespace VisionAttention.Data.Augmenting;

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
    public static void Apply(ImageBench bench, double magnitude, ref CounterRandom random)
    {
        var operation = (int)random.NextBelow(Operations);
        var share = magnitude / 10 * (random.NextIs(0.5) ? 1 : -1);
        Apply(bench, operation, share);
    }

    /// <summary>Applies one of the operations.</summary>
    /// <param name="bench">The image.</param>
    /// <param name="operation">From 0 to 13.</param>
    /// <param name="share">From −1 to 1: the magnitude as a share of the range, and its direction.</param>
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
