using System.Buffers.Binary;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"idx-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Images_keep_order_and_sizes()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 3 * 5).Select(index => (byte)(index * 7))];
        Write(0x803, [2, 3, 5], pixels);

        var (sizes, elements) = IdxFile.Read(_path, dimensions: 3, "fashion-mnist");

        Assert.Equal([2, 3, 5], sizes);
        Assert.Equal(pixels, elements);
    }

    [Theory]
    [InlineData(0x803, new[] { 2, 3, 5 }, 29, "29 bytes after the header", "30")]
    [InlineData(0x803, new[] { 2, 3, 5 }, 31, "31 bytes after the header", "30")]
    [InlineData(0x801, new[] { 1, 1, 1 }, 1, "magic number 0x00000801", "0x00000803")]
    [InlineData(0x803, new[] { 2, -1, 5 }, 10, "dimension 1 of size -1", "a size of at least 1")]
    [InlineData(0x803, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, 7, "7 bytes after the header", "at least 2147483647")]
    [InlineData(0x803, new[] { 2 }, 7, "only 15 bytes", "a header of 16 bytes")]
    public void A_file_that_is_none_is_refused_with_what_was_found_and_expected(int magic, int[] sizes, int elements, string found, string expected)
    {
        Write(magic, sizes, new byte[elements]);
        var message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(_path, dimensions: 3, "fashion-mnist")).Message;
        Assert.All(new[] { _path, found, expected, "Fix: ./kit data get" }, words => Assert.Contains(words, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_fix()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => IdxFile.Read(_path, dimensions: 1, "fashion-mnist"));

        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("./kit data get fashion-mnist", failure.Message, StringComparison.Ordinal);
    }

    private void Write(int magic, int[] sizes, byte[] elements)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (var index = 0; index < sizes.Length; index++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * index)), sizes[index]);
        File.WriteAllBytes(_path, [.. header, .. elements]);
    }
}
