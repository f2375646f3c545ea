namespace VisionAttention.Data.Augmenting;

/// <summary>A rectangle of pixels: rows from Top to below Bottom, columns from Left to below Right.</summary>
internal readonly record struct CutBox(int Top, int Bottom, int Left, int Right)
{
    /// <summary>CutMix's rectangle: the image's proportions, 1 − λ of its area, cut off at its border.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="lambda">Share λ that the image keeps before the rectangle is cut off, from 0 to 1.</param>
    /// <param name="centreRow">Row of the centre.</param>
    /// <param name="centreColumn">Column of the centre.</param>
    /// <remarks>Yun et al. 2019 (1905.04899), section 3. Each side is ⌊side · √(1 − λ)⌋, and half of it, rounded down, lies on each side of
    /// the centre: an odd side loses a pixel.</remarks>
    public static CutBox Around(int height, int width, double lambda, int centreRow, int centreColumn)
    {
        var ratio = Math.Sqrt(1 - lambda);
        var (top, bottom) = Side(height, ratio, centreRow);
        var (left, right) = Side(width, ratio, centreColumn);
        return new CutBox(top, bottom, left, right);
    }

    /// <summary>Share of an image that lies outside the box, from 0 to 1: the λ that the targets are mixed by, as timm corrects it.</summary>
    public double ShareOutside(int height, int width) => 1 - (long)(Bottom - Top) * (Right - Left) / ((double)height * width);

    private static (int From, int To) Side(int length, double ratio, int centre)
    {
        var half = (int)(length * ratio) / 2;
        return (Math.Max(0, centre - half), Math.Min(length, centre + half));
    }
}
