using System.Buffers.Binary;
using System.IO.Compression;
using VisionAttention.Data;

namespace VisionAttention.Kit.Notebooks;

/// <summary>Writes a picture as a PNG of at most 256 colours. Skia writes full colours only: the lessons' charts would take 2.2 times as many bytes.</summary>
/// <remarks>The palette comes of median cuts: the box of colours with the greatest spread is cut at its median until there are enough
/// (P. Heckbert, Color image quantization for frame buffer display, SIGGRAPH 1982). Nothing depends on chance or on order in a table, so
/// that the same picture gives the same bytes. The file follows the PNG specification, third edition, W3C 2025.</remarks>
internal static class PalettePng
{
    private const uint Polynomial = 0xedb88320;

    /// <summary>The file; exact where the picture has no more colours.</summary>
    public static byte[] Write(PixelBuffer picture, int colours = 256)
    {
        var pixels = new int[picture.Height * picture.Width];
        for (var at = 0; at < pixels.Length; at++)
            pixels[at] = picture.Bytes[3 * at] << 16 | picture.Bytes[3 * at + 1] << 8 | picture.Bytes[3 * at + 2];
        var boxes = Boxes(pixels.CountBy(pixel => pixel).Select(entry => (entry.Key, entry.Value)), colours);
        var places = new Dictionary<int, byte>();
        for (var place = 0; place < boxes.Count; place++)
        {
            foreach (var (colour, _) in boxes[place])
                places[colour] = (byte)place;
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // Without filters: differences between palette numbers mean nothing.
            foreach (var row in pixels.Chunk(picture.Width))
                zlib.Write([0, .. row.Select(pixel => places[pixel])]);
        }
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, [.. boxes.SelectMany(Mean)]);
        Chunk(file, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static List<(int Colour, int Count)[]> Boxes(IEnumerable<(int Colour, int Count)> counts, int most)
    {
        List<(int Colour, int Count)[]> boxes = [[.. counts.OrderBy(entry => entry.Colour)]];
        while (boxes.Count < most)
        {
            // The box that errs most: its spread, weighed by the pixels in it.
            var (best, worst, part) = (-1, 0.0, 0);
            for (var index = 0; index < boxes.Count; index++)
            {
                var (error, widest) = Error(boxes[index]);
                if (error > worst)
                    (best, worst, part) = (index, error, widest);
            }
            if (best < 0)
                break;
            var (low, high) = Cut(boxes[best], part);
            boxes[best] = low;
            boxes.Add(high);
        }
        return boxes;
    }

    private static (double Error, int Part) Error((int Colour, int Count)[] box)
    {
        if (box.Length == 1)
            return (0, 0);
        Span<double> squares = stackalloc double[3];
        for (var part = 0; part < 3; part++)
        {
            double sum = 0, square = 0, total = 0;
            foreach (var (colour, count) in box)
            {
                double value = Part(colour, part);
                (sum, square, total) = (sum + count * value, square + count * value * value, total + count);
            }
            squares[part] = Math.Max(square - sum * sum / total, 0);
        }

        var widest = squares[1] >= squares[0] && squares[1] >= squares[2] ? 1 : squares[0] >= squares[2] ? 0 : 2;
        // Different colours never have error 0, so that a picture of few colours stays exact.
        return (squares[widest] + 1e-9, widest);
    }

    private static ((int Colour, int Count)[] Low, (int Colour, int Count)[] High) Cut((int Colour, int Count)[] box, int part)
    {
        var sorted = box.OrderBy(entry => Part(entry.Colour, part)).ThenBy(entry => entry.Colour).ToArray();
        var half = sorted.Sum(entry => (long)entry.Count) / 2;
        long passed = sorted[0].Count;
        var cut = 1;
        while (cut < sorted.Length - 1 && passed + sorted[cut].Count <= half)
            passed += sorted[cut++].Count;
        return (sorted[..cut], sorted[cut..]);
    }

    private static IEnumerable<byte> Mean((int Colour, int Count)[] box)
    {
        var total = box.Sum(entry => (long)entry.Count);
        return Enumerable.Range(0, 3).Select(part => (byte)((box.Sum(entry => (long)entry.Count * Part(entry.Colour, part)) + total / 2) / total));
    }

    private static int Part(int colour, int part) => colour >> (16 - 8 * part) & 255;

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
