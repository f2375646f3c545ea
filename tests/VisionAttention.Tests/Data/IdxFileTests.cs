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

        var (sizes, elements) = Images();

        Assert.Equal([2, 3, 5], sizes);
        Assert.Equal(pixels, elements);
    }

    [Fact]
    public void Labels_are_read_as_they_are()
    {
        Write(0x801, [3], [9, 0, 4]);

        Assert.Equal<byte>([9, 0, 4], Labels().Elements);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(15)]
    public void A_file_shorter_than_its_header_is_refused(int length)
    {
        File.WriteAllBytes(_path, new byte[length]);

        Refuses(() => Images(), $"only {length} bytes", "a header of 16 bytes");
    }

    [Theory]
    [InlineData(29)]
    [InlineData(31)]
    public void A_truncated_or_prolonged_file_is_refused(int elements)
    {
        Write(0x803, [2, 3, 5], new byte[elements]);

        Refuses(() => Images(), $"{elements} bytes after the header", "30");
    }

    [Theory]
    [InlineData(0x801)]
    [InlineData(0xd03)]
    [InlineData(0x1f8b0808)]
    public void A_wrong_magic_number_is_refused(int magic)
    {
        Write(magic, [1, 1, 1], [0]);

        Refuses(() => Images(), $"magic number 0x{magic:x8}", "0x00000803");
    }

    [Fact]
    public void A_header_that_asks_for_more_memory_than_there_is_is_refused_before_any_allocation()
    {
        Write(0x803, [int.MaxValue, int.MaxValue, int.MaxValue], new byte[7]);

        Refuses(() => Images(), "7 bytes after the header", "at least 2147483647");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_dimension_without_elements_is_refused(int size)
    {
        Write(0x803, [2, size, 5], new byte[10]);

        Refuses(() => Images(), $"dimension 1 of size {size}", "a size of at least 1");
    }

    [Fact]
    public void A_missing_file_is_named_with_the_fix()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => Labels());

        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("./kit data get fashion-mnist", failure.Message, StringComparison.Ordinal);
    }

    private (int[] Sizes, byte[] Elements) Images() => IdxFile.Read(_path, dimensions: 3, "fashion-mnist");

    private (int[] Sizes, byte[] Elements) Labels() => IdxFile.Read(_path, dimensions: 1, "fashion-mnist");

    private void Refuses(Action read, string found, string expected)
    {
        var failure = Assert.Throws<InvalidDataException>(read);
        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Fix: ./kit data get", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(found, failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private void Write(int magic, int[] sizes, byte[] elements)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (var index = 0; index < sizes.Length; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * index)), sizes[index]);
        }

        File.WriteAllBytes(_path, [.. header, .. elements]);
    }
}
