using System.Buffers.Binary;
using System.Globalization;

namespace VisionAttention.Kernel.Display;

/// <summary>A picture that came as bytes, known by how its file format begins.</summary>
internal sealed record Picture(string MimeType, string Format, byte[] Bytes)
{
    private const int PngSizeAt = 16;

    internal static Picture? Of(object? value) => value is not byte[] bytes ? null
        : StartsLikePng(bytes) ? new Picture("image/png", "PNG", bytes)
        : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? new Picture("image/jpeg", "JPEG", bytes)
        : bytes.AsSpan().StartsWith("GIF8"u8) ? new Picture("image/gif", "GIF", bytes)
        : bytes.Length > 12 && bytes.AsSpan().StartsWith("RIFF"u8) && bytes.AsSpan(8).StartsWith("WEBP"u8) ? new Picture("image/webp", "WebP", bytes)
        : null;

    internal string Base64 => Convert.ToBase64String(Bytes);

    internal string Html => $"<img alt=\"{Text}\" src=\"data:{MimeType};base64,{Base64}\">";

    /// <summary>Format, size in pixels where it is easily read, size in bytes.</summary>
    internal string Text
    {
        get
        {
            var size = Size();
            var pixels = size is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of {size.Value.Width} x {size.Value.Height} pixels");
            return string.Create(CultureInfo.InvariantCulture, $"{Format} image{pixels}, {Bytes.Length:N0} bytes");
        }
    }

    private static bool StartsLikePng(byte[] bytes) =>
        bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    private (int Width, int Height)? Size()
    {
        if (Format == "PNG" && Bytes.Length >= PngSizeAt + 8)
        {
            return (BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(PngSizeAt)), BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(PngSizeAt + 4)));
        }

        return Format == "JPEG" ? JpegSize() : null;
    }

    /// <summary>Walks the segments to the frame header: marker C0 to CF but for the three that are tables.</summary>
    private (int Width, int Height)? JpegSize()
    {
        for (var at = 2; at + 9 <= Bytes.Length && Bytes[at] == 0xFF;)
        {
            var marker = Bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at + 7)), BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at + 5)));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at + 2));
        }

        return null;
    }
}
