using System.Buffers.Binary;
using System.IO.Compression;

namespace VisionAttention.Kit.Publishing;

/// <summary>Writes PNG files with a palette: one byte a pixel before packing.</summary>
internal static class PngWriter
{
    /// <summary>Writes a picture of at most 256 colours; the same picture gives the same bytes.</summary>
    /// <param name="picture">The picture.</param>
    public static byte[] Write(PalettePicture picture)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, 3);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "PLTE"u8, [.. picture.Palette.SelectMany(colour => new[] { (byte)(colour >> 16), (byte)(colour >> 8), (byte)colour })]);
        WriteChunk(file, "IDAT"u8, Packed(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Without filters: differences between palette numbers mean nothing.
    private static byte[] Packed(PalettePicture picture)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var row = 0; row < picture.Height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(picture.Indices, row * picture.Width, picture.Width);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(kind, content));
        file.Write(number);
    }

    // CRC-32 as PNG and zip have it.
    private static uint Checksum(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        var sum = Continue(0xffffffff, kind);
        return ~Continue(sum, content);
    }

    private static uint Continue(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xedb88320;
            }
        }

        return sum;
    }
}
