using System.Buffers.Binary;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Publishing;

namespace Kit.Tests.Publishing;

public class PngTests
{
    // Written by an independent encoder: a row for each of the five filters; the last pixel is half transparent.
    private const string FiveFilters =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAAFCAYAAABvsz2cAAAAOElEQVR42gEtANL/AEQggv88/eb/AfHCa/8/N6MAAtYblgC0j2cAA9E0D4B/eMIABI/MyQBLZAiB2MUTHt/eH/AAAAAASUVORK5CYII=";

    private static readonly int[] FivePixels =
        [0x442082, 0x3cfde6, 0xf1c26b, 0x30f90e, 0xc7dd01, 0xe48875, 0x34a20f, 0x0b0d04, 0xc36ed8, 0x86b8ef];

    [Fact]
    public void A_picture_of_few_colours_keeps_every_pixel()
    {
        var picture = new Picture(7, 3, [.. Enumerable.Range(0, 21).Select(index => index % 5 * 0x010203)]);
        var reduced = PaletteQuantizer.Reduce(picture);
        Assert.Equal(5, reduced.Palette.Count);
        Assert.Equal(picture.Pixels, reduced.Indices.Select(index => reduced.Palette[index]));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(17)]
    [InlineData(1)]
    public void A_picture_of_many_colours_gets_near_ones(int colours)
    {
        var picture = Gradient(64, 48);
        var reduced = PaletteQuantizer.Reduce(picture, colours);
        var errors = picture.Pixels.Zip(reduced.Indices, (pixel, index) => Math.Abs((pixel >> 8 & 255) - (reduced.Palette[index] >> 8 & 255)));
        Assert.Equal(colours, reduced.Palette.Count);
        Assert.True(errors.Average() <= 128.0 / Math.Cbrt(colours), $"mean error {errors.Average()}");
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes()
    {
        Assert.Equal(PngWriter.Write(PaletteQuantizer.Reduce(Gradient(50, 40))), PngWriter.Write(PaletteQuantizer.Reduce(Gradient(50, 40))));
    }

    [Fact]
    public async Task Another_reader_sees_the_same_pixels()
    {
        const string Program = """
            import struct, sys, zlib
            data = open(sys.argv[1], 'rb').read()
            assert data[:8] == b'\x89PNG\r\n\x1a\n'
            place, chunks = 8, {}
            while place < len(data):
                size, kind = struct.unpack('>I4s', data[place:place + 8])
                body = data[place + 8:place + 8 + size]
                assert struct.unpack('>I', data[place + 8 + size:place + 12 + size])[0] == zlib.crc32(kind + body)
                chunks[kind], place = body, place + 12 + size
            width, height, depth, kind = struct.unpack('>IIBB', chunks[b'IHDR'][:10])
            assert (depth, kind) == (8, 3)
            rows, palette = zlib.decompress(chunks[b'IDAT']), chunks[b'PLTE']
            pixels = [rows[y * (width + 1) + 1 + x] for y in range(height) for x in range(width)]
            print(' '.join(palette[3 * p:3 * p + 3].hex() for p in pixels))
            """;
        var picture = new Picture(3, 2, [0xff0000, 0x00ff00, 0x0000ff, 0x123456, 0x000000, 0xffffff]);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, PngWriter.Write(PaletteQuantizer.Reduce(picture)));

        var result = await new ProcessRunner(Machine.Current()).RunAsync("/usr/bin/python3", ["-c", Program, file]);

        File.Delete(file);
        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(picture.Pixels.Select(pixel => $"{pixel:x6}"), result.Output.Single().Split(' '));
    }

    [Fact]
    public void Every_filter_is_undone_and_what_is_transparent_lies_on_white()
    {
        var picture = PngReader.Read(Convert.FromBase64String(FiveFilters));
        Assert.Equal((2, 5), (picture.Width, picture.Height));
        Assert.Equal(FivePixels, picture.Pixels);
    }

    [Theory]
    [InlineData(0, "does not begin as a PNG")]
    [InlineData(24, "depth 99")]
    [InlineData(25, "colour kind 99")]
    public void Another_file_is_refused(int place, string message)
    {
        var file = Convert.FromBase64String(FiveFilters);
        file[place] = 99;
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => PngReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_early_or_claims_a_huge_size_is_refused()
    {
        var file = Convert.FromBase64String(FiveFilters);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 9);
        Assert.Contains("before its 9 rows", Assert.Throws<InvalidDataException>(() => PngReader.Read(file)).Message, StringComparison.Ordinal);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), int.MaxValue);
        Assert.Contains("at most 10000", Assert.Throws<InvalidDataException>(() => PngReader.Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains("no header", Assert.Throws<InvalidDataException>(() => PngReader.Read(file.AsSpan(0, 8))).Message, StringComparison.Ordinal);
    }

    private static Picture Gradient(int width, int height)
    {
        return new Picture(width, height, [.. Enumerable.Range(0, width * height).Select(index => index * 7919 % 0xffffff)]);
    }
}
