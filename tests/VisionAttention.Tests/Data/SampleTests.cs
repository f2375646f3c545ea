using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>Reads data/samples with every reader. VISION_ATTENTION_WRITE_SAMPLES=1 writes them anew.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(DataSetManifest.FindRoot(AppContext.BaseDirectory), "data", "samples");

    public SampleTests()
    {
        if (Environment.GetEnvironmentVariable("VISION_ATTENTION_WRITE_SAMPLES") != "1")
            return;
        foreach (var (path, content) in SampleFiles.Fixed())
            Write(path, content);
        foreach (var (path, height, width, channels, pixels) in SampleFiles.Jpegs())
            Write(path, JpegEncoder.Encode(height, width, channels, pixels));
    }

    [Fact]
    public void The_samples_are_what_the_code_makes_and_small()
    {
        var made = SampleFiles.Fixed();
        Assert.All(made, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Folder, file.Key))));

        // The emoji are other people's pictures, and EmojiSetTests compares them.
        var emoji = Path.Combine(Folder, "emoji");
        var files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetDirectoryName(path) != emoji).ToArray();
        Assert.Equal(made.Keys.Concat(SampleFiles.Jpegs().Select(file => file.Path)).Append("sentences.tsv").Order(), files.Select(path => Path.GetRelativePath(Folder, path)).Order());
        Assert.InRange(files.Sum(path => new FileInfo(path).Length), 1, 100 << 10);
    }

    [Fact]
    public void Idx_files_give_their_images_and_labels()
    {
        var (train, test) = IdxSet.Read(Path.Combine(Folder, "idx"), IdxSet.DigitNames, "mnist");

        Same(new ShapesSet(ShapesTask.MatchesCentre, count: 4), train);
        Same(new ShapesSet(ShapesTask.MatchesCentre, count: 2, first: 4), test);
    }

    [Fact]
    public void Cifar_10_gives_planes_of_colour()
    {
        var (train, test) = CifarSet.Read10(Path.Combine(Folder, "cifar10"));

        Assert.Equal((5L, 1L, 3, 32, 32), (train.Count, test.Count, train.Channels, train.Height, train.Width));
        Assert.Equal(["automobile", "bird", "cat", "deer", "dog"], Enumerable.Range(0, 5).Select(index => train.ClassNames[(int)train.Label(index)]));
        Assert.Equal("ship", test.ClassNames[(int)test.Label(0)]);
        Interleaved(SampleFiles.Picture(32, 32, 3, number: 2), train, 1, tolerance: 0);
    }

    [Fact]
    public void Cifar_100_gives_the_fine_label()
    {
        var (train, test) = CifarSet.Read100(Path.Combine(Folder, "cifar100"));

        Assert.Equal((2L, 1L, 100), (train.Count, test.Count, train.ClassNames.Count));
        Assert.Equal([10L, 11], [train.Label(0), train.Label(1)]);
        Assert.Equal("bridge", test.ClassNames[(int)test.Label(0)]);
        Interleaved(SampleFiles.Picture(32, 32, 3, number: 12), test, 0, tolerance: 0);
        Assert.Equal(100, train.ClassNames.Distinct().Count());
        Assert.Equal(train.ClassNames.Order(StringComparer.Ordinal), train.ClassNames);
    }

    [Fact]
    public void A_folder_gives_every_kind_of_file_in_the_order_of_names()
    {
        var (train, test, normalisation) = DataSets.Load(root: "/", Path.Combine(Folder, "folder"), size: 8);

        Assert.Equal(["cool", "warm"], train.ClassNames);
        Assert.Equal(
            ["cool/colour.jpg", "cool/colour.png", "cool/grey.png", "warm/alpha.png", "warm/grey.jpeg", "warm/palette.png"],
            Enumerable.Range(0, (int)train.Count).Select(index => Path.GetRelativePath(Path.Combine(Folder, "folder", "train"), train.NameOf(index))));
        Assert.Equal([0L, 0, 0, 1, 1, 1], Enumerable.Range(0, 6).Select(index => train.Label(index)));
        Assert.Equal([0L, 1], [test.Label(0), test.Label(1)]);
        Assert.Equal(3, normalisation.Channels!.Count);
        using var loader = new BatchLoader(train, normalisation, new LoadingOptions { BatchSize = 6, Workers = 2 });
        using var batch = Assert.Single(loader.Epoch(0));
        Assert.Equal([6L, 3, 8, 8], batch.Images.shape);
    }

    [Fact]
    public void Jpegs_keep_their_pixels_up_to_what_the_format_loses()
    {
        foreach (var (path, height, width, channels, pixels) in SampleFiles.Jpegs())
        {
            var folder = new ImageFolder(Path.Combine(Folder, Path.GetDirectoryName(Path.GetDirectoryName(path))!), height, width, channels);
            var index = Enumerable.Range(0, (int)folder.Count).Single(index => folder.NameOf(index).EndsWith(path, StringComparison.Ordinal));
            // Jumps from 255 to 0 ring; the mean is what counts.
            Interleaved(pixels, folder, index, tolerance: 90, meanTolerance: 6);
        }
    }

    [Fact]
    public void Pngs_keep_their_pixels()
    {
        var folder = Path.Combine(Folder, "folder", "train");

        Interleaved(SampleFiles.Picture(12, 9, 1, 20), new ImageFolder(folder, 12, 9, channels: 1), 2, tolerance: 0);
        Interleaved(SampleFiles.Picture(9, 12, 3, 21), new ImageFolder(folder, 9, 12), 1, tolerance: 0);
        byte[][] palette = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 200, 200]];
        Interleaved([.. SampleFiles.Picture(11, 7, 1, 23).SelectMany(value => palette[value % 4])], new ImageFolder(folder, 11, 7), 5, tolerance: 0);
        // Sixteen bits: the upper byte is what remains.
        byte[] deep = [.. SampleFiles.Picture(8, 8, 2, 24).Where((_, at) => at % 2 == 0)];
        Interleaved(deep, new ImageFolder(Path.Combine(Folder, "folder", "test"), 8, 8, channels: 1), 0, tolerance: 1);
    }

    [Fact]
    public void What_is_transparent_is_white()
    {
        var source = new ImageFolder(Path.Combine(Folder, "folder", "train"), 10, 10);
        var pixels = new byte[300];
        source.Read(3, pixels);
        var picture = SampleFiles.Picture(10, 10, 4, 22);
        for (var place = 0; place < 100; place++)
        {
            var (colour, alpha) = (picture[place * 4], picture[place * 4 + 3]);
            var expected = (colour * alpha + 255 * (255 - alpha)) / 255;
            Assert.InRange(pixels[place], expected - 1, expected + 1);
        }
    }

    private static void Same(ShapesSet expected, ImageArray actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        var (one, two) = (new byte[784], new byte[784]);
        for (var index = 0L; index < expected.Count; index++)
        {
            expected.Read(index, one);
            actual.Read(index, two);
            Assert.Equal(one, two);
            Assert.Equal(expected.Label(index), actual.Label(index));
        }
    }

    private static void Interleaved(byte[] expected, IImageSource source, long index, int tolerance, double meanTolerance = 0)
    {
        var pixels = new byte[expected.Length];
        source.Read(index, pixels);
        var area = pixels.Length / source.Channels;
        var sum = 0.0;
        for (var at = 0; at < expected.Length; at++)
        {
            var difference = Math.Abs(expected[at] - pixels[at % source.Channels * area + at / source.Channels]);
            Assert.InRange(difference, 0, tolerance);
            sum += difference;
        }
        Assert.InRange(sum / expected.Length, 0, Math.Max(meanTolerance, tolerance == 0 ? 0 : 1));
    }

    private static void Write(string path, byte[] content)
    {
        var place = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, content);
    }
}
