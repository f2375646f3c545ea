using System.Buffers.Binary;
using System.IO.Compression;

namespace VisionAttention.Data.Files;

/// <summary>What every PNG file of eight bits a sample is made of: a signature, and chunks with their checksums.</summary>
/// <remarks>PNG specification, third edition, W3C 2025: chunks in section 5, checksum in annex D. It depends on nothing, so that ./kit has it, too.</remarks>
internal static class PngContainer
{
    public const byte Grey = 0;
    public const byte RedGreenBlue = 2;
    public const byte Palette = 3;

    private const uint Polynomial = 0xedb88320;

    /// <summary>Writes a file.</summary>
    /// <param name="file">Where it goes.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colours">What a pixel is.</param>
    /// <param name="packed">The rows, each behind the number of its filter, as zlib packs them.</param>
    /// <param name="palette">Red, green and blue of each colour, for <see cref="Palette"/>.</param>
    public static void Write(Stream file, int width, int height, byte colours, ReadOnlySpan<byte> packed, ReadOnlySpan<byte> palette = default)
    {
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, colours);
        file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        Chunk(file, "IHDR"u8, header);
        if (!palette.IsEmpty)
            Chunk(file, "PLTE"u8, palette);
        Chunk(file, "IDAT"u8, packed);
        Chunk(file, "IEND"u8, []);
    }

    /// <summary>Packs rows as they are, without a filter.</summary>
    /// <param name="rows">All rows, one behind the other.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="level">How hard to try.</param>
    public static byte[] Unfiltered(byte[] rows, int rowBytes, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level, leaveOpen: true))
        {
            for (var start = 0; start < rows.Length; start += rowBytes)
            {
                zlib.WriteByte(0);
                zlib.Write(rows, start, rowBytes);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
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
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ Polynomial;
        }
        return sum;
    }
}
