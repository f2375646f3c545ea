using System.Buffers.Binary;
using System.IO.Compression;

namespace VisionAttention.Kit.Publishing;

/// <summary>Reads the PNG files that browsers write: eight bits a part, with or without opacity, not interlaced.</summary>
/// <remarks>PNG specification, third edition, W3C 2025: chunks in section 5, filters in section 9.</remarks>
internal static class PngReader
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <exception cref="InvalidDataException">No PNG, a kind that browsers do not write, or a file that ends early.</exception>
    public static Picture Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
        {
            throw new InvalidDataException("the file does not begin as a PNG does");
        }

        var (width, height, parts) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var rest = file[Signature.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                throw new InvalidDataException($"a part of {length} bytes begins {rest.Length} bytes before the end");
            }

            var content = rest.Slice(8, (int)length);
            if (rest.Slice(4, 4).SequenceEqual("IHDR"u8))
            {
                (width, height, parts) = Header(content);
            }
            else if (rest.Slice(4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(content);
            }

            rest = rest[(12 + (int)length)..];
        }

        return width > 0 ? Unfiltered(packed, width, height, parts) : throw new InvalidDataException("the file has no header");
    }

    private static (int Width, int Height, int Parts) Header(ReadOnlySpan<byte> content)
    {
        if (content.Length != 13)
        {
            throw new InvalidDataException($"the header has {content.Length} bytes, expected 13");
        }

        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
        var parts = content[9] switch { 2 => 3, 6 => 4, _ => 0 };
        if (content[8] != 8 || parts == 0 || content[12] != 0)
        {
            throw new InvalidDataException($"a PNG of depth {content[8]}, colour kind {content[9]}, interlace {content[12]}: expected depth 8, kind 2 or 6, interlace 0");
        }

        return width is > 0 and <= 10_000 && height is > 0 and <= 10_000
            ? (width, height, parts)
            : throw new InvalidDataException($"the picture is {width} x {height} pixels, expected at most 10000 x 10000");
    }

    private static Picture Unfiltered(MemoryStream packed, int width, int height, int parts)
    {
        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        var (row, above) = (new byte[width * parts], new byte[width * parts]);
        var pixels = new int[width * height];
        Span<byte> filter = stackalloc byte[1];
        try
        {
            for (var y = 0; y < height; y++)
            {
                unpacked.ReadExactly(filter);
                unpacked.ReadExactly(row);
                Unfilter(filter[0], row, above, parts);
                for (var x = 0; x < width; x++)
                {
                    pixels[y * width + x] = OnWhite(row.AsSpan(x * parts, parts));
                }

                (row, above) = (above, row);
            }
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"the picture ends before its {height} rows");
        }

        return new Picture(width, height, pixels);
    }

    private static void Unfilter(byte filter, byte[] row, byte[] above, int step)
    {
        for (var index = 0; index < row.Length; index++)
        {
            var left = index >= step ? row[index - step] : 0;
            var up = above[index];
            var corner = index >= step ? above[index - step] : 0;
            row[index] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => up,
                3 => (byte)((left + up) / 2),
                4 => Paeth(left, up, corner),
                _ => throw new InvalidDataException($"filter {filter} is none of 0 to 4"),
            };
        }
    }

    // Whichever neighbour is nearest to left + up - corner.
    private static byte Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }

    private static int OnWhite(ReadOnlySpan<byte> pixel)
    {
        var opacity = pixel.Length == 4 ? pixel[3] : 255;
        int Part(int value) => (value * opacity + 255 * (255 - opacity) + 127) / 255;
        return Part(pixel[0]) << 16 | Part(pixel[1]) << 8 | Part(pixel[2]);
    }
}
