using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>Pictures give what Pillow gives (Pictures/make.py wrote both); what is no picture is a line that names it.</summary>
public sealed class PictureFileTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "Pictures");
    private static readonly JsonObject Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")))!.AsObject();

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    public static TheoryData<string> Names => [.. Expected.Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_what_Pillow_reads_within_one_step(string name)
    {
        var entry = Expected[name]!;
        foreach (var (channels, key) in new[] { (3, "colour"), (1, "grey") })
        {
            using var picture = PictureDecoder.Decode(File.ReadAllBytes(Path.Combine(Folder, name)), channels);
            var expected = Convert.FromBase64String((string)entry[key]!);
            Assert.Equal(((int)entry["rows"]!, (int)entry["columns"]!), (picture.Height, picture.Width));
            Assert.Equal(expected.Length, picture.Bytes.Length);
            for (var at = 0; at < expected.Length; at++)
                Assert.InRange(picture.Bytes[at], expected[at] - 1, expected[at] + 1);
        }
    }

    public static TheoryData<string, string> Odd => new()
    {
        { "plain.jpg", "as it is" }, { "plain.jpg", "bytes behind its end" }, { "plain.jpg", "a second picture behind its end" },
        { "plain.jpg", "a comment" }, { "plain.jpg", "a segment of an unknown program" }, { "plain.jpg", "fill bytes before a marker" }, { "plain.jpg", "a JFIF header of version 9.99" },
        { "plain.jpg", "spectral selection 0 to 0" }, { "plain.jpg", "a broken colour profile" },
        { "four-inks.jpg", "bytes behind its end" }, { "progressive.jpg", "bytes behind its end" },
        { "interlaced.png", "bytes behind its end" }, { "interlaced.png", "no end chunk" }, { "interlaced.png", "a text of a wrong checksum" }, { "interlaced.png", "a chunk of an unknown program" },
        { "interlaced.png", "a broken colour profile" }, { "interlaced.png", "a gamma of 0" }, { "interlaced.png", "a gamma of 1" }, { "interlaced.png", "chromaticities of 0" },
        { "deep-grey.png", "a gamma of 1" }, { "palette-alpha.png", "a text of a wrong checksum" }, { "grey-alpha.png", "no end chunk" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void What_every_viewer_shows_is_read_as_it_is_stored(string name, string oddity)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, name));
        using var expected = PictureDecoder.Decode(file, 3);

        using var picture = PictureDecoder.Decode(With(oddity, file), 3);

        Assert.Equal((expected.Height, expected.Width), (picture.Height, picture.Width));
        Assert.Equal(expected.Bytes.ToArray(), picture.Bytes.ToArray());
    }

    private static byte[] With(string oddity, byte[] file)
    {
        var scan = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        return oddity switch
        {
            "bytes behind its end" => [.. file, .. "camera"u8, 0, 0xFF, 0xD8, 7],
            "a second picture behind its end" => [.. file, .. file],
            "a comment" => [.. file[..2], 0xFF, 0xFE, 0, 5, .. "who"u8, .. file[2..]],
            "a segment of an unknown program" => [.. file[..2], 0xFF, 0xEB, 0, 7, .. "\0\xFF\xD9!!"u8, .. file[2..]],
            "fill bytes before a marker" => [.. file[..2], 0xFF, 0xFF, .. file[2..]],
            "a JFIF header of version 9.99" => [.. file[..11], 9, 99, .. file[13..]],
            "spectral selection 0 to 0" => Changed(file, scan + 2 + file[scan + 3] - 2, 0),
            "a broken colour profile" when scan >= 0 => [.. file[..2], 0xFF, 0xE2, 0, 20, .. "ICC_PROFILE\0\x01\x01none"u8, .. file[2..]],
            "a broken colour profile" => With(SampleFiles.Png.Chunk("iCCP", [.. "x\0\0nothing packed"u8]), file),
            "no end chunk" => file[..^12],
            "a text of a wrong checksum" => With([.. SampleFiles.Png.Chunk("tEXt", [.. "Comment\0a"u8])[..^1], 0], file),
            "a chunk of an unknown program" => With(SampleFiles.Png.Chunk("vpAg", [.. "12345"u8]), file),
            "a gamma of 0" => With(SampleFiles.Png.Chunk("gAMA", [0, 0, 0, 0]), file),
            "a gamma of 1" => With(SampleFiles.Png.Chunk("gAMA", [0, 1, 0x86, 0xA0]), file),
            "chromaticities of 0" => With(SampleFiles.Png.Chunk("cHRM", new byte[32]), file),
            _ => file,
        };
    }

    private static byte[] Changed(byte[] file, int at, byte value) => [.. file[..at], value, .. file[(at + 1)..]];

    // Behind the header, which is 33 bytes long.
    private static byte[] With(byte[] chunk, byte[] png) => [.. png[..33], .. chunk, .. png[33..]];

    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(100, 150, 50, 124)]
    public void A_colour_is_the_same_grey_from_every_kind_of_file(byte red, byte green, byte blue, int grey)
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([red, green, blue], 256).SelectMany(pixel => pixel)];
        var png = PictureEncoder.Png(pixels, 16, 16, channels: 3);
        foreach (var file in new[] { png, With("a gamma of 1", png), JpegEncoder.Encode(16, 16, 3, pixels, quality: 100) })
        {
            using var picture = PictureDecoder.Decode(file, channels: 1);
            foreach (var value in picture.Bytes)
                Assert.InRange(value, grey - 1, grey + 1);
        }
    }

    [Fact]
    public void A_sideways_picture_stands_upright_also_when_it_is_decoded_small()
    {
        // White on the left as it is stored, to be turned a quarter to the right: white above.
        var stored = new byte[64 * 128];
        for (var at = 0; at < stored.Length; at++)
            stored[at] = (byte)(at % 128 < 64 ? 255 : 0);
        var jpeg = JpegEncoder.Encode(64, 128, 1, stored);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"u8];
        File.WriteAllBytes(_file, [.. jpeg[..2], .. exif, .. jpeg[2..]]);

        var small = PictureFile.Read(_file, height: 16, width: 8, channels: 1);

        using var decoded = PictureDecoder.Decode(File.ReadAllBytes(_file), 1, leastHeight: 16, leastWidth: 8);
        Assert.Equal((16, 8), (decoded.Height, decoded.Width));
        Assert.All(small[..56], value => Assert.InRange(value, 250, 255));
        Assert.All(small[^56..], value => Assert.InRange(value, 0, 5));
    }

    public static TheoryData<string, byte[], string> Refused()
    {
        var png = File.ReadAllBytes(Path.Combine(Folder, "gamma.png"));
        var progressive = File.ReadAllBytes(Path.Combine(Folder, "progressive.jpg"));
        var webp = File.ReadAllBytes(Path.Combine(Folder, "alpha.webp"));
        return new()
        {
            { "nothing", [], "0 bytes long: an empty file, or a pipe or device, which are not read. Fix: " },
            { "half a progressive JPEG", progressive[..(progressive.Length * 3 / 4)], "no complete JPEG (Skia: IncompleteInput). Fix: " },
            { "a JPEG without its end", progressive[..^2], "no complete JPEG (Skia: IncompleteInput). Fix: " },
            { "half a PNG", png[..(png.Length / 2)], "no complete PNG (Skia: IncompleteInput). Fix: " },
            { "half a WebP", webp[..(webp.Length / 2)], "a WebP that cannot be decoded (Skia: " },
            { "half a BMP", File.ReadAllBytes(Path.Combine(Folder, "colour.bmp"))[..200], "no complete BMP (Skia: IncompleteInput). Fix: " },
            { "half a GIF", File.ReadAllBytes(Path.Combine(Folder, "two-pictures.gif"))[..100], "no complete GIF (Skia: " },
            { "a BMP of four thousand million pixels", Bitmap(65535, 65535), "65535×65535 pixels are more than 67108864, the most that a picture may have. Fix: " },
            { "a PNG of no columns", Png(9, 0), "its header gives 9×0 pixels, expected at least 1×1. Fix: " },
            { "a PNG of too many columns", Png(1, 1_000_000_000), "1×1000000000 pixels are more than 67108864, the most that a picture may have. Fix: " },
            { "a PNG of 30,000 columns and rows", Png(30000, 30000), "30000×30000 pixels are more than 67108864, the most that a picture may have. Fix: " },
            { "a BMP of no columns", Bitmap(9, 0), "its header gives 9×0 pixels, expected at least 1×1. Fix: " },
            { "a GIF of no rows", "GIF89a\x09\0\0\0\0\0\0;"u8.ToArray(), "its header gives 0×9 pixels, expected at least 1×1. Fix: " },
            { "a TIFF", "II*\0\x08\0\0\0"u8.ToArray(), "a TIFF by its content, which is not read. Fix: convert it to JPEG or PNG" },
            { "a picture of a phone", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8.ToArray(), "a HEIC by its content, which is not read. Fix: convert it" },
            { "a web page", "<!DOCTYPE html><html></html>"u8.ToArray(), "a page of HTML, XML or SVG by its content, which is not read. Fix: " },
            { "a pointer", "version https://git-lfs.github.com/spec/v1\noid"u8.ToArray(), "a Git LFS pointer in place of the picture. Fix: git lfs pull" },
            { "an icon", [0, 0, 1, 0, 1, 0, 16, 16], "an icon by its content, which is not read. Fix: " },
            { "zeros, a picture of telephones", new byte[1000], "it begins as no known picture does (0000000000000000). Fix: " },
        };
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_picture_is_one_line_with_its_fix(string what, byte[] content, string words)
    {
        Assert.NotEmpty(what);
        File.WriteAllBytes(_file, content);

        var message = Assert.Throws<InvalidDataException>(() => PictureFile.Read(_file, 8, 8)).Message;

        Assert.StartsWith($"{_file}: {words}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_before_it_is_read()
    {
        File.Delete(_file);
        var folder = Directory.CreateTempSubdirectory("pictures-").FullName;
        try
        {
            var picture = Path.Combine(Folder, "gamma.png");
            string At(string name) => Path.Combine(folder, name);
            File.CreateSymbolicLink(At("good.png"), picture);
            File.CreateSymbolicLink(At("twice.png"), At("good.png"));
            Assert.Equal(PictureFile.Read(picture, 8, 8), PictureFile.Read(At("twice.png"), 8, 8));

            File.CreateSymbolicLink(At("dangling.jpg"), "/nowhere/a.jpg");
            File.CreateSymbolicLink(At("self.jpg"), At("self.jpg"));
            File.CreateSymbolicLink(At("zero.jpg"), "/dev/zero");
            Directory.CreateDirectory(At("dir.jpg"));
            using (var mkfifo = Process.Start("mkfifo", At("pipe.jpg")))
                mkfifo.WaitForExit();
            File.CreateSymbolicLink(At("large.jpg"), At("large"));
            using (var large = File.Create(At("large")))
                large.SetLength((1L << 28) + 1);
            Refuses(At("dangling.jpg"), "a link to /nowhere/a.jpg, through which no file is reached. Fix: ");
            Refuses(At("self.jpg"), $"a link to {At("self.jpg")}, through which no file is reached. Fix: ");
            Refuses(At("zero.jpg"), "0 bytes long: an empty file, or a pipe or device, which are not read. Fix: ");
            Refuses("/dev/zero", "0 bytes long: an empty file, or a pipe or device, which are not read. Fix: ");
            Refuses(At("pipe.jpg"), "0 bytes long: an empty file, or a pipe or device, which are not read. Fix: ");
            Refuses(At("dir.jpg"), "a folder, not a file. Fix: ");
            Refuses(At("large.jpg"), "268435457 bytes are more than 268435456, the most that a picture's file may have. Fix: ");
            if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
            {
                File.WriteAllBytes(At("closed.jpg"), [1]);
                File.SetUnixFileMode(At("closed.jpg"), UnixFileMode.None);
                Refuses(At("closed.jpg"), "access is denied. Fix: ");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static void Refuses(string path, string words)
        {
            var message = Assert.Throws<InvalidDataException>(() => PictureFile.Read(path, 8, 8)).Message;
            Assert.StartsWith($"{path}: {words}", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_with_control_characters_is_shown_on_one_line()
    {
        var path = $"{_file}\e[31m\nred.jpg";
        Assert.Equal($"{_file}?[31m?red.jpg is missing. Fix: name a picture's file that is there", Assert.Throws<FileNotFoundException>(() => PictureFile.Read(path, 8, 8)).Message);
        File.WriteAllText(path, "no picture");
        try
        {
            Assert.StartsWith($"{_file}?[31m?red.jpg: it begins as no known picture does", Assert.Throws<InvalidDataException>(() => PictureFile.Read(path, 8, 8)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Changed_bytes_are_an_error_or_a_picture()
    {
        var random = new Random(1);
        foreach (var name in Names.Select(row => row.Data))
        {
            for (var round = 0; round < 40; round++)
            {
                var file = File.ReadAllBytes(Path.Combine(Folder, name));
                for (var change = 0; change < 3; change++)
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                try
                {
                    using var picture = PictureDecoder.Decode(file[..random.Next(file.Length / 2, file.Length + 1)], 3, 4, 4);
                    Assert.InRange((long)picture.Height * picture.Width, 1, PixelBuffer.MostPixels);
                }
                catch (InvalidDataException failure)
                {
                    Assert.Contains(". Fix: ", failure.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_written_is_read_again(int channels)
    {
        var pixels = SampleFiles.Picture(7, 5, channels, 3);

        using var picture = PictureDecoder.Decode(PictureEncoder.Png(pixels, 7, 5, channels), channels);

        Assert.Equal((7, 5), (picture.Height, picture.Width));
        Assert.Equal(pixels, picture.Bytes.ToArray());
    }

    private static byte[] Png(int height, int width) => SampleFiles.Png.Header(height, width, SampleFiles.Png.Rgb, []);

    private static byte[] Bitmap(int height, int width)
    {
        var file = new byte[200];
        Encoding.ASCII.GetBytes("BM", file);
        (int Place, int Value)[] header = [(2, 200), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | 24 << 16)];
        foreach (var (place, value) in header)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), value);
        return file;
    }
}
