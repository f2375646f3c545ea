using SkiaSharp;

namespace VisionAttention.Data;

/// <summary>Writes PNG through Skia.</summary>
internal static class PictureEncoder
{
    /// <summary>A PNG file of pixels [H, W, C], as small as zlib makes it.</summary>
    public static unsafe byte[] Png(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        // Skia has no colours of three bytes.
        var padded = channels == 1 ? pixels : Padded(pixels);
        var info = new SKImageInfo(width, height, channels == 1 ? SKColorType.Gray8 : SKColorType.Rgb888x, SKAlphaType.Opaque, colorspace: null);
        fixed (byte* bytes = padded)
        {
            using var map = new SKPixmap(info, (nint)bytes);
            // Filters make photographs smaller; what is drawn here is flat, and larger with them.
            using var file = map.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 9))
                ?? throw new InvalidOperationException($"Skia writes no PNG of {height}×{width} pixels");
            return file.ToArray();
        }
    }

    private static byte[] Padded(ReadOnlySpan<byte> colours)
    {
        var padded = new byte[colours.Length / 3 * 4];
        for (var pixel = 0; pixel < colours.Length / 3; pixel++)
            colours.Slice(3 * pixel, 3).CopyTo(padded.AsSpan(4 * pixel));
        return padded;
    }
}
