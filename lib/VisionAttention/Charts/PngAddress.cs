using System.IO.Compression;
using VisionAttention.Data.Files;

namespace VisionAttention.Charts;

/// <summary>Pictures as PNG in a data address, a tenth of the size of the same pixels written as numbers.</summary>
internal static class PngAddress
{
    private const byte FromLeft = 1;

    public static string Of(PixelPicture picture)
    {
        using var file = new MemoryStream();
        var colours = picture.Channels == 1 ? PngContainer.Grey : PngContainer.RedGreenBlue;
        PngContainer.Write(file, picture.Columns, picture.Rows, colours, Packed(picture));
        return "data:image/png;base64," + Convert.ToBase64String(file.GetBuffer(), 0, (int)file.Length);
    }

    // Each row holds differences to the pixel on the left, which pack better than the pixels.
    private static byte[] Packed(PixelPicture picture)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var (width, step) = (picture.Columns * picture.Channels, picture.Channels);
            var line = new byte[1 + width];
            line[0] = FromLeft;
            for (var row = 0; row < picture.Rows; row++)
            {
                var pixels = picture.Bytes.AsSpan(row * width, width);
                for (var index = 0; index < width; index++)
                    line[1 + index] = (byte)(pixels[index] - (index < step ? 0 : pixels[index - step]));
                zlib.Write(line);
            }
        }
        return packed.ToArray();
    }
}
