using System.Buffers.Binary;

namespace VisionAttention.Data;

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
