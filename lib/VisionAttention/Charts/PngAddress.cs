using System.Buffers.Binary;
using System.IO.Compression;

namespace VisionAttention.Charts;

/// <summary>Pictures as PNG in a data address, a tenth of the size of the same pixels written as numbers.</summary>
internal static class PngAddress
{
    private const int Grey = 0;
    private const int RedGreenBlue = 2;
    private const byte FromLeft = 1;

    private static ReadOnlySpan<byte> Signature => [137, 80, 78, 71, 13, 10, 26, 10];

    public static string Of(PixelPicture picture)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, picture.Columns);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), picture.Rows);
        head[8] = 8;
        head[9] = (byte)(picture.Channels == 1 ? Grey : RedGreenBlue);
        Write(file, "IHDR"u8, head);
        Write(file, "IDAT"u8, Packed(picture));
        Write(file, "IEND"u8, []);
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

    private static void Write(MemoryStream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksum(Checksum(uint.MaxValue, kind), content));
        file.Write(number);
    }

    // CRC-32 bit by bit: the pictures are small.
    private static uint Checksum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes)
        {
            sum ^= part;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
        }
        return sum;
    }
}
