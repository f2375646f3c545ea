namespace VisionAttention.Kit.Publishing;

/// <summary>The still picture of a chart.</summary>
/// <param name="Png">The file, at most <see cref="MostBytes"/>.</param>
/// <param name="Width">On the page, in CSS pixels; the file may have twice as many.</param>
/// <param name="Height">On the page, in CSS pixels.</param>
internal sealed record ChartPicture(byte[] Png, int Width, int Height)
{
    /// <summary>The most bytes a still picture may take.</summary>
    public const int MostBytes = 120 * 1024;
}
