using System.Buffers.Binary;
using System.IO.Compression;
using VisionAttention.Weights;

namespace VisionAttention.Kit.Training.Prediction;

/// <summary>Writes PNG files of eight bits red, green and blue.</summary>
/// <remarks>PNG specification, third edition, W3C 2025: chunks in section 5, checksum in annex D.</remarks>
internal static class PngFile
{
    private const int Parts = 3;
    private const uint Polynomial = 0xedb88320;

    /// <summary>Writes a picture.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="pixels">[height, width, 3]</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static void Write(string path, byte[] pixels, int height, int width)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        AtomicFile.Write(path, file =>
        {
            file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
            Chunk(file, "IHDR"u8, header);
            Chunk(file, "IDAT"u8, Packed(pixels, height, width));
            Chunk(file, "IEND"u8, []);
        });
    }

    private static byte[] Packed(byte[] pixels, int height, int width)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels, row * width * Parts, width * Parts);
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
