namespace VisionAttention.Data;

/// <summary>Images of an IDX file, one byte a pixel.</summary>
/// <param name="Count">Number of images.</param>
/// <param name="Height">Rows of one image, pixels.</param>
/// <param name="Width">Columns of one image, pixels.</param>
/// <param name="Pixels">All images one after another, rows from top to bottom, [Count, Height, Width]; 0 is black, 255 white.</param>
public sealed record IdxImages(int Count, int Height, int Width, byte[] Pixels);
