using System.Buffers.Binary;

namespace VisionAttention.Data;

/// <summary>MNIST, KMNIST, Fashion-MNIST and whatever else lies in four IDX files of the same names.</summary>
internal static class IdxSet
{
    /// <summary>The names of the ten digits, MNIST's classes.</summary>
    public static IReadOnlyList<string> DigitNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The names of the ten syllables, KMNIST's classes (Clanuwat et al. 2018, arXiv 1812.01718, section 3).</summary>
    public static IReadOnlyList<string> SyllableNames { get; } = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

    /// <summary>Reads both halves of a set from a folder, without comparing checksums.</summary>
    public static (ImageArray Train, ImageArray Test) Read(string folder, IReadOnlyList<string> classNames, string set) =>
        (Part(folder, "train", classNames, set), Part(folder, "t10k", classNames, set));

    private static ImageArray Part(string folder, string part, IReadOnlyList<string> classNames, string set)
    {
        var path = Path.Combine(folder, $"{part}-labels-idx1-ubyte");
        var (sizes, pixels) = IdxFile.Read(Path.Combine(folder, $"{part}-images-idx3-ubyte"), dimensions: 3, set);
        var (_, labels) = IdxFile.Read(path, dimensions: 1, set);
        if (labels.Length != sizes[0])
            throw SetFile.Damaged(path, set, $"found {labels.Length} labels, expected {sizes[0]}, one for each image");
        long[] checkedLabels = [.. labels.Select((label, image) => SetFile.Label(label, image, path, set, classNames.Count))];
        return new ImageArray(pixels, checkedLabels, channels: 1, sizes[1], sizes[2], classNames);
    }
}

/// <summary>Reads IDX files, the format of MNIST and Fashion-MNIST, and accepts only what is exactly right.</summary>
/// <remarks>
/// Header: two zero bytes, the element type (8: unsigned byte), the number of dimensions, then each dimension
/// as a big-endian 32-bit integer; the elements follow, the last dimension changing fastest.
/// </remarks>
internal static class IdxFile
{
    private const int UnsignedByte = 8;

    /// <summary>Reads an unpacked file with a number of dimensions, each of at least 1.</summary>
    public static (int[] Sizes, byte[] Elements) Read(string path, int dimensions, string set)
    {
        using var stream = SetFile.Open(path, set);
        var header = new byte[4 + 4 * dimensions];
        var held = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        Expect(held == header.Length, $"only {held} bytes", $"a header of {header.Length} bytes");
        var expectedMagic = (UnsignedByte << 8) | dimensions;
        var magic = BinaryPrimitives.ReadInt32BigEndian(header);
        Expect(magic == expectedMagic, $"magic number 0x{magic:x8}", $"0x{expectedMagic:x8} (unsigned bytes, {dimensions} dimension{(dimensions == 1 ? "" : "s")})");
        // 64 bits, each product checked against the file: a header cannot ask for more memory than the file has bytes.
        var available = stream.Length - header.Length;
        var sizes = new int[dimensions];
        var count = 1L;
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            sizes[dimension] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * dimension));
            Expect(sizes[dimension] > 0, $"dimension {dimension} of size {sizes[dimension]}", "a size of at least 1");
            count *= sizes[dimension];
            Expect(count <= available, $"{available} bytes after the header", $"at least {count}, as the header says ({string.Join(" x ", sizes[..(dimension + 1)])})");
        }
        Expect(count == available, $"{available} bytes after the header", $"{count}, as the header says ({string.Join(" x ", sizes)})");
        var elements = new byte[count];
        stream.ReadExactly(elements);
        return (sizes, elements);

        void Expect(bool holds, string found, string expected)
        {
            if (!holds)
                throw SetFile.Damaged(path, set, $"found {found}, expected {expected}");
        }
    }
}

/// <summary>A file of a data set: what is wrong with it is said with the command that fetches it again.</summary>
internal static class SetFile
{
    public static FileStream Open(string path, string set) => File.Exists(path)
        ? File.OpenRead(path)
        : throw new FileNotFoundException($"{path} is missing. Fix: ./kit data get {set}", path);

    public static InvalidDataException Damaged(string path, string set, string problem) => new($"{path}: {problem}. Fix: ./kit data get {set}");

    public static long Label(byte label, int image, string path, string set, int classes) =>
        label < classes ? label : throw Damaged(path, set, $"label {label} of image {image} is not from 0 to {classes - 1}");
}
