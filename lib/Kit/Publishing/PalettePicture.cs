namespace VisionAttention.Kit.Publishing;

/// <summary>A picture of few colours.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Palette">At most 256 colours as 0xRRGGBB.</param>
/// <param name="Indices">Row by row, the place of each pixel's colour in the palette.</param>
internal sealed record PalettePicture(int Width, int Height, IReadOnlyList<int> Palette, byte[] Indices);
