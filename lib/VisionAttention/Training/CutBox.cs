namespace VisionAttention.Training;

/// <summary>A rectangle of pixels: rows from Top to below Bottom, columns from Left to below Right.</summary>
/// <param name="Top">First row.</param>
/// <param name="Bottom">The row after the last.</param>
/// <param name="Left">First column.</param>
/// <param name="Right">The column after the last.</param>
public readonly record struct CutBox(long Top, long Bottom, long Left, long Right)
{
    /// <summary>Number of pixels; an empty box has none.</summary>
    public long Area => (Bottom - Top) * (Right - Left);

    /// <summary>Share of an image that lies outside the box, from 0 to 1.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <exception cref="ArgumentException">The image has no pixels, or the box does not lie in it.</exception>
    public double ShareOutside(long height, long width)
    {
        Check(height, width);
        return 1 - Area / ((double)height * width);
    }

    /// <exception cref="ArgumentException">The image has no pixels, or the box does not lie in it.</exception>
    internal void Check(long height, long width)
    {
        if (height < 1 || width < 1)
            throw new ArgumentException($"an image of {height}×{width} has no pixels");
        if (Top < 0 || Top > Bottom || Bottom > height || Left < 0 || Left > Right || Right > width)
            throw new ArgumentException($"box of rows {Top} to {Bottom} and columns {Left} to {Right} does not lie in an image of {height}×{width}");
    }
}
