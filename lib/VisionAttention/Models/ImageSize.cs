namespace VisionAttention.Models;

/// <summary>Height and width of an image, in pixels.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageSize(long Height, long Width)
{
    /// <summary>A square image.</summary>
    /// <param name="side">Pixels on each side.</param>
    public static ImageSize Square(long side) => new ImageSize(side, side);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}×{Width}";
}
