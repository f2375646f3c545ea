using System.IO.Compression;
using VisionAttention.Data.Files;

namespace VisionAttention.Kit.Publishing;

/// <summary>Writes PNG files with a palette: one byte a pixel before packing.</summary>
internal static class PngWriter
{
    /// <summary>Writes a picture of at most 256 colours; the same picture gives the same bytes.</summary>
    /// <param name="picture">The picture.</param>
    public static byte[] Write(PalettePicture picture)
    {
        using var file = new MemoryStream();
        byte[] palette = [.. picture.Palette.SelectMany(colour => new[] { (byte)(colour >> 16), (byte)(colour >> 8), (byte)colour })];
        // Without filters: differences between palette numbers mean nothing.
        var packed = PngContainer.Unfiltered(picture.Indices, picture.Width, CompressionLevel.SmallestSize);
        PngContainer.Write(file, picture.Width, picture.Height, PngContainer.Palette, packed, palette);
        return file.ToArray();
    }
}
