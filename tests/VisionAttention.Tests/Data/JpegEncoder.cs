using System.Runtime.InteropServices;
using SkiaSharp;

namespace VisionAttention.Tests.Data;

/// <summary>Writes JPEG through Skia.</summary>
internal static class JpegEncoder
{
    public static byte[] Encode(int height, int width, int channels, byte[] pixels, int quality = 95)
    {
        byte[] padded = channels == 1 ? pixels : [.. pixels.Chunk(3).SelectMany(pixel => pixel.Append((byte)255))];
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(padded, 0, bitmap.GetPixels(), padded.Length);
        using var map = bitmap.PeekPixels();
        using var file = map.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore));
        return file!.ToArray();
    }
}
