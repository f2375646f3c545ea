using System.Formats.Tar;
using TorchSharp;
using VisionAttention.Data;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Data;

public sealed class EmojiSetTests : IDisposable
{
    private static readonly string Repository = DataSetManifest.FindRoot(AppContext.BaseDirectory);
    private static readonly string Sample = Path.Combine("data", "samples", "emoji");

    private readonly string _root = Directory.CreateTempSubdirectory("emoji-").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    public EmojiSetTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository, Sample)).Append(Path.Combine(Repository, "data", "manifest.json")).Append(Path.Combine(Repository, "environment.json")))
        {
            var place = Path.Combine(_root, Path.GetRelativePath(Repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }

    private static bool IsWholeHere => DataSetFiles.LooksLike(Repository, DataSetManifest.Read(Repository, EmojiSet.Name)) == DataSetState.There;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Without_packages_there_is_the_sample_in_both_styles_and_three_languages()
    {
        var set = EmojiSet.Open(_root, "en", "de", "zh");
        Assert.True(set.IsSample);
        Assert.Contains("CC BY-SA 4.0", set.Note, StringComparison.Ordinal);
        Assert.Contains("./kit data get emoji", set.Note, StringComparison.Ordinal);
        Assert.InRange(set.All.Count, 150, 300);
        Assert.Equal(set.All.Select(emoji => char.ConvertToUtf32(emoji.Text, 0)).Order(), set.All.Select(emoji => char.ConvertToUtf32(emoji.Text, 0)));
        var (place, dog) = set.All.Index().Single(emoji => emoji.Item.CodePoint == "1F436");
        Assert.Equal(("🐶", "nature", "dog face", "Hundegesicht", "狗脸"), (dog.Text, dog.Category, dog.Names["en"].Label, dog.Names["de"].Label, dog.Names["zh"].Label));
        Assert.Equal(["dog", "face", "pet"], dog.Names["en"].Tags.Take(3));
        foreach (var style in Enum.GetValues<EmojiStyle>())
        {
            Assert.True(set.HasPicture(style, place));
            var pictures = set.Pictures(style);
            Assert.Equal([set.All.Count, 3, 32, 32], pictures.shape);
            Assert.Equal((0.0, 1.0), (pictures.min().item<float>(), pictures.max().item<float>()), (one, other) => one.Item1 >= other.Item1 && one.Item2 <= other.Item2 + 1e-6);
            Assert.All(pictures.unbind(), picture => Assert.InRange(picture.mean().item<float>(), 0.1, 0.97)); // something is drawn, on white
            Assert.Equal([set.All.Count, 3, 17, 17], set.Pictures(style, 17).shape);
        }
        Assert.Equal(["en"], EmojiSet.Open(_root).All[0].Names.Keys);
        Assert.Equal("there are no names in \"tlh\"; there are in en, de, zh (Parameter 'languages')", Assert.Throws<ArgumentException>(() => EmojiSet.Open(_root, "en", "tlh")).Message);
        Assert.Contains("a size of 0×0", Assert.Throws<ArgumentException>(() => set.Pictures(EmojiStyle.Noto, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_sample_is_one_line()
    {
        var table = Path.Combine(_root, Sample, "names.tsv");
        File.WriteAllText(table, "code point\tcategory\ten\ttags\nzzz\tfood\tbread\n");
        Says("names.tsv: no table of code points, categories and names. Fix: git checkout data/samples/emoji", () => EmojiSet.Open(_root));
        File.Delete(table);
        Says("names.tsv is missing. Fix: git checkout data/samples/emoji", () => EmojiSet.Open(_root));
    }

    [Fact]
    public void The_sample_is_what_the_whole_makes()
    {
        Assert.SkipUnless(IsWholeHere, "data/emoji is not here: ./kit data get emoji");
        var folder = Path.Combine(_root, "made");
        EmojiSample.Write(EmojiSet.Open(Repository, "en", "de", "zh"), folder);
        if (Environment.GetEnvironmentVariable("VISION_ATTENTION_WRITE_SAMPLES") == "1")
            Directory.GetFiles(folder).ToList().ForEach(file => File.Copy(file, Path.Combine(Repository, Sample, Path.GetFileName(file)), overwrite: true));
        Assert.Equal(File.ReadAllText(Path.Combine(Repository, Sample, "names.tsv")), File.ReadAllText(Path.Combine(folder, "names.tsv")));
        var (sample, whole) = (EmojiSet.Open(_root, "en"), EmojiSet.Open(Repository, "en"));
        var places = sample.All.Select(emoji => (long)whole.All.Index().Single(other => other.Item.CodePoint == emoji.CodePoint).Index).ToArray();
        foreach (var style in Enum.GetValues<EmojiStyle>())
            Assert.Equal(0, (whole.Pictures(style).index_select(0, tensor(places)) - sample.Pictures(style)).abs().max().item<float>(), 0.5 / 255);
    }

    [Fact]
    public void The_whole_has_a_name_in_each_of_its_languages_and_a_picture_of_each_in_Noto()
    {
        Assert.SkipUnless(IsWholeHere, "data/emoji is not here: ./kit data get emoji");
        var set = EmojiSet.Open(Repository, "en", "de", "zh");
        Assert.False(set.IsSample);
        Assert.InRange(set.All.Count, 1300, 1900);
        Assert.Equal(set.All.Count, set.All.DistinctBy(emoji => emoji.Text).Count());
        Assert.All(set.All, emoji => Assert.All(emoji.Names.Values, name => Assert.NotEmpty(name.Label)));
        Assert.DoesNotContain(set.All, emoji => emoji.CodePoint is "1F3FB" or "1F1E6" or "1F9B0");
        Assert.All(set.Pictures(EmojiStyle.Noto).unbind(), picture => Assert.True(picture.min().item<float>() < 0.9));
        var drawnTwice = set.All.Index().Where(emoji => set.HasPicture(EmojiStyle.EmojiOne, emoji.Index)).ToArray();
        Assert.InRange(drawnTwice.Length, 1000, 1200);
        Assert.All(drawnTwice, emoji => Assert.NotEmpty(emoji.Item.Category));
        Assert.InRange(EmojiSet.Open(Repository, "ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ru", "tr", "uk", "zh").All.Count, 1200, set.All.Count);
    }

    [Fact]
    public void Packages_are_read_as_far_as_they_are_what_is_meant()
    {
        Assert.SkipUnless(IsWholeHere, "data/emoji is not here: ./kit data get emoji");
        var folder = Packages();
        Names("en", ("🐶", "dog face", "dog | face"), ("🍕", "↑↑↑", "food"), ("👩‍👩‍👦", "family", "family"), ("👍🏿", "thumbs up: dark", "up"), ("🏿", "dark skin tone", "skin"), ("", "nothing", "x"), ("🚀", "rocket", ""));
        Names("de", ("🐶", "Hundegesicht", "Hund"), ("🚀", "Rakete", "Rakete | Weltraum"));
        var set = EmojiSet.Open(_root, "en", "de");
        Assert.Equal(["🐶", "🚀"], set.All.Select(emoji => emoji.Text));
        Assert.Equal(["dog", "face"], set.All[0].Names["en"].Tags);
        Assert.Empty(set.All[1].Names["en"].Tags);
        Assert.Equal(("nature", ""), (set.All[0].Category, set.All[1].Category));
        Assert.Equal((true, false), (set.HasPicture(EmojiStyle.EmojiOne, 0), set.HasPicture(EmojiStyle.EmojiOne, 1)));
        var pictures = set.Pictures(EmojiStyle.EmojiOne);
        Assert.True(pictures[0].min().item<float>() < 0.9);
        Assert.Equal(1, pictures[1].min().item<float>());

        Break("names-de.xml", "<ldml><annotations><annotation cp=\"a\"", "emoji: names-de.xml: ", () => EmojiSet.Open(_root, "en", "de"));
        Break("index.json", "[1]", "emoji: index.json: ", () => EmojiSet.Open(_root, "en"));
        Break("index.json", "{", "emoji: index.json: ", () => EmojiSet.Open(_root, "en"));
        Break("NotoColorEmoji.ttf", "no font", "emoji: NotoColorEmoji.ttf: no font that Skia reads", () => EmojiSet.Open(_root, "en"));
        Break("emojione.tar", new string('x', 700), "emoji: emojione.tar: ", () => EmojiSet.Open(_root, "en"));
        Tar(Path.Combine(folder, "emojione.tar"), [1, 2, 3]);
        Says("emoji: emojione.tar: 1F436.png in it: ", () => EmojiSet.Open(_root, "en").Pictures(EmojiStyle.EmojiOne));
        using (var cut = File.OpenWrite(Path.Combine(folder, "emojione.tar")))
            cut.SetLength(1025);
        Says("emoji: emojione.tar: no complete tar archive", () => EmojiSet.Open(_root, "en"));
        File.Delete(Path.Combine(folder, "index.json"));
        Says("index.json is missing. Fix: ", () => EmojiSet.Open(_root, "en"));

        string Packages()
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root, "data", "emoji")).FullName;
            foreach (var file in DataSetManifest.Read(_root, EmojiSet.Name).Files)
                File.WriteAllText(Path.Combine(folder, file.Name), "<ldml/>");
            File.Copy(Path.Combine(Repository, "data", "emoji", "NotoColorEmoji.ttf"), Path.Combine(folder, "NotoColorEmoji.ttf"), overwrite: true);
            File.WriteAllText(Path.Combine(folder, "index.json"), """{ "dog": { "unicode": "1F436", "category": "nature" }, "cat": { "unicode": "1F431", "category": "nature" } }""");
            using var grey = zeros(4, 4, 3, dtype: uint8);
            Tar(Path.Combine(folder, "emojione.tar"), PictureEncoder.Png(grey.data<byte>().ToArray(), 4, 4, 3));
            return folder;
        }

        void Names(string language, params (string Emoji, string Label, string Tags)[] names) => File.WriteAllText(
            Path.Combine(folder, $"names-{language}.xml"),
            "<?xml version=\"1.0\"?><!DOCTYPE ldml SYSTEM \"../none.dtd\"><ldml><annotations>" + string.Concat(names.Select(name =>
                $"<annotation cp=\"{name.Emoji}\">{name.Tags}</annotation><annotation cp=\"{name.Emoji}\" type=\"tts\">{name.Label}</annotation>")) + "</annotations></ldml>");

        void Break(string file, string text, string says, Func<object?> open)
        {
            var path = Path.Combine(folder, file);
            var whole = File.ReadAllBytes(path);
            File.WriteAllText(path, text);
            Says(says, open);
            File.WriteAllBytes(path, whole);
        }
    }

    private static void Tar(string path, byte[] picture)
    {
        using var tar = new TarWriter(File.Create(path));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./usr/share/x/assets/png/1F436.png") { DataStream = new MemoryStream(picture) });
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./usr/share/x/assets/svg/1F431.svg") { DataStream = new MemoryStream([1]) });
    }

    private static void Says(string expected, Func<object?> call)
    {
        var failure = Record.Exception(() => { call(); });
        Assert.True(failure is InvalidDataException or FileNotFoundException, $"{failure}");
        Assert.Contains(expected, failure!.Message, StringComparison.Ordinal);
        Assert.Contains(". Fix: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
