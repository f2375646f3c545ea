using System.Buffers.Binary;

namespace VisionAttention.Data;

/// <summary>MNIST, KMNIST and whatever else lies in four IDX files of the same names.</summary>
public static class IdxSet
{
    /// <summary>The names of the ten digits, MNIST's classes.</summary>
    public static IReadOnlyList<string> DigitNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The names of the ten syllables, KMNIST's classes (Clanuwat et al. 2018, arXiv 1812.01718, section 3).</summary>
    public static IReadOnlyList<string> SyllableNames { get; } = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

    /// <summary>Reads both halves of a folder, without comparing checksums.</summary>
    /// <param name="folder">Holds <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c> and the two of <c>t10k</c>.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="set">The data set's name, for messages.</param>
    /// <returns>Training and test images, of one channel.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or has not one label for each image.</exception>
    public static (ImageArray Train, ImageArray Test) Read(string folder, IReadOnlyList<string> classNames, string set)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classNames);
        return (Part(folder, "train", classNames, set), Part(folder, "t10k", classNames, set));
    }

    private static ImageArray Part(string folder, string part, IReadOnlyList<string> classNames, string set)
    {
        var path = Path.Combine(folder, $"{part}-labels-idx1-ubyte");
        var images = IdxFile.ReadImages(Path.Combine(folder, $"{part}-images-idx3-ubyte"), set);
        var labels = IdxFile.ReadLabels(path, set);
        if (labels.Length != images.Count)
            throw new InvalidDataException($"{path}: found {labels.Length} labels, expected {images.Count}, one for each image. Fix: ./kit data get {set}");
        var wide = new long[labels.Length];
        for (var index = 0; index < labels.Length; index++)
        {
            if (labels[index] >= classNames.Count)
                throw new InvalidDataException($"{path}: label {labels[index]} of image {index} is not from 0 to {classNames.Count - 1}. Fix: ./kit data get {set}");
            wide[index] = labels[index];
        }
        return new ImageArray(images.Pixels, wide, channels: 1, images.Height, images.Width, classNames);
    }
}

/// <summary>Reads IDX files, the format of MNIST and Fashion-MNIST, and accepts only what is exactly right.</summary>
/// <remarks>
/// Header: two zero bytes, the element type (8: unsigned byte), the number of dimensions, then each dimension
/// as a big-endian 32-bit integer; the elements follow, the last dimension changing fastest.
/// </remarks>
public static class IdxFile
{
    /// <summary>Reads a file of images.</summary>
    /// <param name="path">An unpacked IDX file with three dimensions: images, rows, columns.</param>
    /// <param name="set">The data set it belongs to, named in the message that tells how to fetch it again.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Magic number, dimensions or length are wrong.</exception>
    public static IdxImages ReadImages(string path, string set = FashionMnist.Name)
    {
        var (sizes, elements) = Read(path, dimensions: 3, set);
        return new IdxImages(sizes[0], sizes[1], sizes[2], elements);
    }

    /// <summary>Reads a file of labels.</summary>
    /// <param name="path">An unpacked IDX file with one dimension.</param>
    /// <param name="set">The data set it belongs to, likewise.</param>
    /// <returns>One byte per label, [count].</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Magic number, dimensions or length are wrong.</exception>
    public static byte[] ReadLabels(string path, string set = FashionMnist.Name) => Read(path, dimensions: 1, set).Elements;

    private const int UnsignedByte = 8;

    private static (int[] Sizes, byte[] Elements) Read(string path, int dimensions, string set)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing. Fix: ./kit data get {set}", path);
        }

        using var stream = File.OpenRead(path);
        var headerLength = 4 + (4 * dimensions);
        var header = new byte[headerLength];
        var headerRead = stream.ReadAtLeast(header, headerLength, throwOnEndOfStream: false);
        if (headerRead < headerLength)
        {
            throw Wrong(path, set, $"only {headerRead} bytes", $"a header of {headerLength} bytes");
        }

        var expectedMagic = (UnsignedByte << 8) | dimensions;
        var magic = BinaryPrimitives.ReadInt32BigEndian(header);
        if (magic != expectedMagic)
        {
            throw Wrong(path, set, $"magic number 0x{magic:x8}", $"0x{expectedMagic:x8} (unsigned bytes, {dimensions} dimension{(dimensions == 1 ? "" : "s")})");
        }

        // 64 bits, each product checked against the file: a header cannot ask for more memory than the file has bytes.
        var available = stream.Length - headerLength;
        var sizes = new int[dimensions];
        var count = 1L;
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * dimension)));
            if (size <= 0)
            {
                throw Wrong(path, set, $"dimension {dimension} of size {size}", "a size of at least 1");
            }

            sizes[dimension] = size;
            count *= size;
            if (count > available)
            {
                throw Wrong(path, set, $"{available} bytes after the header", $"at least {count}, as the header says ({Product(sizes, dimension)})");
            }
        }

        if (count != available)
        {
            throw Wrong(path, set, $"{available} bytes after the header", $"{count}, as the header says ({Product(sizes, dimensions - 1)})");
        }

        var elements = new byte[count];
        stream.ReadExactly(elements);
        return (sizes, elements);
    }

    private static string Product(int[] sizes, int last) => string.Join(" x ", sizes[..(last + 1)]);

    private static InvalidDataException Wrong(string path, string set, string found, string expected) =>
        new($"{path}: found {found}, expected {expected}. Fix: ./kit data get {set}");
}

/// <summary>Images of an IDX file, one byte a pixel.</summary>
/// <param name="Count">Number of images.</param>
/// <param name="Height">Rows of one image, pixels.</param>
/// <param name="Width">Columns of one image, pixels.</param>
/// <param name="Pixels">All images one after another, rows from top to bottom, [Count, Height, Width]; 0 is black, 255 white.</param>
public sealed record IdxImages(int Count, int Height, int Width, byte[] Pixels);
