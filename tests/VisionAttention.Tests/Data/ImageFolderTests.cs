using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("images-").FullName;

    private string Image => Path.Combine(_folder, "a", "picture.jpg");

    public ImageFolderTests() => Directory.CreateDirectory(Path.Combine(_folder, "a"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, byte[], string> Damaged()
    {
        var jpeg = JpegEncoder.Encode(64, 64, 3, SampleFiles.Picture(64, 64, 3, 1));
        var png = SampleFiles.Png.Encode(12, 9, SampleFiles.Png.Rgb, SampleFiles.Picture(12, 9, 3, 1));
        return new()
        {
            { "an empty file", [], "0 bytes long: an empty file" },
            { "a web page", "<html></html>"u8.ToArray(), "a page of HTML, XML or SVG by its content" },
            { "half a JPEG", jpeg[..(jpeg.Length / 2)], "no complete JPEG (" },
            { "the beginning of a JPEG", jpeg[..10], "no complete JPEG (" },
            { "a JPEG of noise", [.. jpeg[..100], .. new byte[400]], "no complete JPEG (" },
            { "half a PNG", png[..(png.Length / 2)], "no complete PNG (" },
            { "a PNG with a changed pixel", Changed(png, 80), "a PNG that cannot be decoded (" },
            { "a PNG of four thousand million pixels", Resized(png), "pixels are more than 67108864" },
        };
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_is_named(string what, byte[] content, string words)
    {
        Assert.NotEmpty(what);
        File.WriteAllBytes(Image, content);
        var source = new ImageFolder(_folder, 8, 8);

        var failure = Assert.Throws<InvalidDataException>(() => source.Read(0, new byte[192]));

        Assert.StartsWith($"{Image}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        using var loader = new BatchLoader(source, new Normalisation(0, 1), new LoadingOptions { BatchSize = 1 });
        Assert.Equal(failure.Message, Assert.Throws<InvalidDataException>(() => loader.Epoch(0).First()).Message);
    }

    [Theory]
    [InlineData(7, 5, 7, 5)]
    [InlineData(8, 8, 4, 4)]
    [InlineData(40, 20, 3, 5)]
    [InlineData(3, 4, 11, 9)]
    public void A_flat_image_stays_flat_at_every_size(int height, int width, int newHeight, int newWidth)
    {
        using var source = new PixelBuffer(height, width, 3);
        source.Bytes.Fill(77);
        var target = new byte[3 * newHeight * newWidth];

        Resampling.Cover(source, target, newHeight, newWidth);

        Assert.All(target, value => Assert.Equal(77, value));
    }

    [Fact]
    public void Shrinking_keeps_the_mean_and_cuts_out_the_middle()
    {
        // A black frame to the left and right of 16×16 pixels that alternate.
        using var source = new PixelBuffer(16, 32, 1);
        for (var at = 0; at < 512; at++)
            source.Bytes[at] = (byte)(at % 32 is < 8 or >= 24 ? 0 : at % 2 * 200);
        var target = new byte[16];

        Resampling.Cover(source, target, 4, 4);

        Assert.All(new[] { 1, 2, 5, 6, 9, 10 }, place => Assert.InRange(target[place], 90, 110));
    }

    [Fact]
    public void An_image_of_the_asked_size_is_not_changed()
    {
        using var source = new PixelBuffer(5, 7, 1);
        SampleFiles.Picture(5, 7, 1, 3).CopyTo(source.Bytes);
        var target = new byte[35];

        Resampling.Cover(source, target, 5, 7);

        Assert.Equal(SampleFiles.Picture(5, 7, 1, 3), target);
    }

    [Fact]
    public void A_large_jpeg_is_decoded_small_and_looks_the_same()
    {
        var picture = new byte[256 * 256];
        for (var at = 0; at < picture.Length; at++)
            picture[at] = (byte)(at / 256 / 2 + at % 256 / 2);
        File.WriteAllBytes(Image, JpegEncoder.Encode(256, 256, 1, picture));
        using var whole = PictureDecoder.Decode(File.ReadAllBytes(Image), 1, 256, 256);
        using var small = PictureDecoder.Decode(File.ReadAllBytes(Image), 1, 20, 30);
        Assert.Equal((256, 32), (whole.Height, small.Height));
        var (expected, actual) = (new byte[400], new byte[400]);

        Resampling.Cover(whole, expected, 20, 20);
        new ImageFolder(_folder, 20, 20, channels: 1).Read(0, actual);

        for (var at = 0; at < 400; at++)
            Assert.InRange(Math.Abs(expected[at] - actual[at]), 0, 3);
    }

    [Fact]
    public void A_folder_that_is_none_or_empty_is_refused()
    {
        Assert.Contains("/nowhere is no folder", Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder("/nowhere")).Message, StringComparison.Ordinal);
        Assert.Contains("no images found. Fix: ", Assert.Throws<InvalidDataException>(() => new ImageFolder(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Image, [1]);
        Assert.Contains("the class \"a\" is not among the 1 class of", Assert.Throws<InvalidDataException>(() => new ImageFolder(_folder, classNames: ["b"])).Message, StringComparison.Ordinal);
        Assert.Equal("channels 4 is neither 1 nor 3", Assert.Throws<ArgumentException>(() => new ImageFolder(_folder, channels: 4)).Message);
        Assert.Contains("\"/nowhere\" is neither a folder nor one of: fashion-mnist", Assert.Throws<ArgumentException>(() => DataSets.Load("/", "/nowhere")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 50, 50)]
    [InlineData(16, 1, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(2, 0, 0)]
    public void A_tenth_of_each_class_is_held_out_and_nothing_is_in_both_parts(int count, params int[] expected)
    {
        var source = new ShapesSet(ShapesTask.SameOrDifferent, count);
        var (kept, heldOut) = ImageSubset.Split(source, heldOut: 0.1, seed: 1);

        Assert.Equal(count, kept.Count + heldOut.Count);
        Assert.Equal(expected, Enumerable.Range(0, 2).Select(label => Enumerable.Range(0, (int)heldOut.Count).Count(index => heldOut.Label(index) == label)));
        Assert.Empty(Names(kept).Intersect(Names(heldOut)));

        static IEnumerable<string> Names(IImageSource source) => Enumerable.Range(0, (int)source.Count).Select(index => source.NameOf(index));
    }

    private static byte[] Changed(byte[] file, int at) => [.. file[..at], (byte)(file[at] ^ 1), .. file[(at + 1)..]];

    // A header that promises 65,535 × 65,535 pixels; its checksum is made right by the encoder.
    private static byte[] Resized(byte[] png) => SampleFiles.Png.Header(65535, 65535, SampleFiles.Png.Rgb, png[33..]);
}
