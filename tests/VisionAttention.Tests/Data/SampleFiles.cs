using System.Buffers.Binary;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>Makes data/samples: a few images in every format, drawn by our own code.</summary>
internal static class SampleFiles
{
    /// <summary>Every file but the JPEGs, whose bytes depend on the encoder's version: path below data/samples, and content.</summary>
    public static Dictionary<string, byte[]> Fixed()
    {
        var files = new Dictionary<string, byte[]>
        {
            [".gitattributes"] = "* -text\n"u8.ToArray(),
            ["cifar100/train.bin"] = Cifar(2, 10, 11),
            ["cifar100/test.bin"] = Cifar(2, 12),
            ["cifar10/test_batch.bin"] = Cifar(1, 8),
            ["folder/train/cool/grey.png"] = Png.Encode(12, 9, Png.Grey, Picture(12, 9, 1, 20)),
            ["folder/train/cool/colour.png"] = Png.Encode(9, 12, Png.Rgb, Picture(9, 12, 3, 21)),
            ["folder/train/warm/alpha.png"] = Png.Encode(10, 10, Png.Rgba, Picture(10, 10, 4, 22)),
            ["folder/train/warm/palette.png"] = Png.Encode(11, 7, Png.Palette, [.. Picture(11, 7, 1, 23).Select(value => (byte)(value % 4))]),
            ["folder/test/cool/deep.png"] = Png.Encode(8, 8, Png.Grey16, Picture(8, 8, 2, 24)),
        };
        for (var part = 1; part <= 5; part++)
            files[$"cifar10/data_batch_{part}.bin"] = Cifar(1, part);
        Idx(files, "train", first: 0, count: 4);
        Idx(files, "t10k", first: 4, count: 2);
        return files;
    }

    /// <summary>The JPEGs: path, size, channels and pixels before encoding.</summary>
    public static IEnumerable<(string Path, int Height, int Width, int Channels, byte[] Pixels)> Jpegs() =>
    [
        ("folder/train/cool/colour.jpg", 20, 30, 3, Picture(20, 30, 3, 30)),
        ("folder/train/warm/grey.jpeg", 24, 16, 1, Picture(24, 16, 1, 31)),
        ("folder/test/warm/colour.jpg", 16, 16, 3, Picture(16, 16, 3, 32)),
    ];

    /// <summary>A smooth picture, [H, W, C].</summary>
    public static byte[] Picture(int height, int width, int channels, int number)
    {
        var pixels = new byte[height * width * channels];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (row, column, channel) = (at / channels / width, at / channels % width, at % channels);
            pixels[at] = (byte)((row * (5 + channel) + column * (7 - channel) + number * 11 + channel * 60) % 256);
        }
        return pixels;
    }

    private static byte[] Cifar(int labels, params int[] numbers) =>
        [.. numbers.SelectMany(number => new[] { (byte)(number % 20), (byte)number }[^labels..].Concat(Planes(Picture(32, 32, 3, number))))];

    private static IEnumerable<byte> Planes(byte[] pixels) =>
        Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, pixels.Length / 3).Select(at => pixels[at * 3 + channel]));

    private static void Idx(Dictionary<string, byte[]> files, string part, int first, int count)
    {
        var shapes = new ShapesSet(ShapesTask.MatchesCentre, count, size: 28, seed: 1, first);
        var (images, labels) = (new byte[16 + count * 784], new byte[8 + count]);
        int[] header = [0x803, count, 28, 28];
        for (var at = 0; at < header.Length; at++)
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * at), header[at]);
        BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        for (var image = 0; image < count; image++)
        {
            shapes.Read(image, images.AsSpan(16 + image * 784, 784));
            labels[8 + image] = (byte)shapes.Label(image);
        }
        files[$"idx/{part}-images-idx3-ubyte"] = images;
        files[$"idx/{part}-labels-idx1-ubyte"] = labels;
    }

    /// <summary>A writer of PNG whose bytes depend on nothing but the pixels: it does not compress.</summary>
    internal static class Png
    {
        public const int Grey = 0x0800, Rgb = 0x0802, Rgba = 0x0806, Palette = 0x0803, Grey16 = 0x1000;

        public static byte[] Encode(int height, int width, int kind, byte[] pixels)
        {
            var row = pixels.Length / height;
            byte[] lines = [.. Enumerable.Range(0, height).SelectMany(line => pixels[(line * row)..((line + 1) * row)].Prepend((byte)0))];
            byte[] palette = kind == Palette ? Chunk("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200]) : [];
            return Header(height, width, kind, [.. palette, .. Chunk("IDAT", Stored(lines)), .. Chunk("IEND", [])]);
        }

        public static byte[] Header(int height, int width, int kind, byte[] content)
        {
            var header = new byte[13];
            BinaryPrimitives.WriteInt32BigEndian(header, width);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
            BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(8), (short)kind);
            return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. content];
        }

        private static byte[] Stored(byte[] content)
        {
            var (a, b) = (1, 0);
            foreach (var value in content)
                (a, b) = ((a + value) % 65521, (b + a + value) % 65521);
            var length = (ushort)content.Length;
            return
            [
                0x78, 0x01, 0x01, (byte)length, (byte)(length >> 8), (byte)~length, (byte)(~length >> 8), .. content,
                (byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a,
            ];
        }

        public static byte[] Chunk(string name, byte[] content)
        {
            byte[] named = [.. name.Select(letter => (byte)letter), .. content];
            var chunk = new byte[named.Length + 8];
            BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
            named.CopyTo(chunk, 4);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc(named));
            return chunk;
        }

        private static uint Crc(byte[] content)
        {
            var crc = uint.MaxValue;
            foreach (var value in content)
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
            return ~crc;
        }
    }
}
