namespace VisionAttention.Kit.Publishing;

/// <summary>A picture in memory, on a white ground.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Row by row, a pixel as 0xRRGGBB.</param>
internal sealed record Picture(int Width, int Height, int[] Pixels);
