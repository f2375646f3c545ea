using System.Buffers;
using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using SkiaSharp;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Emoji out of three packages of Debian: Noto's colour font, CLDR's names, EmojiOne's pictures.</summary>
internal sealed class EmojiPackages(string folder) : IEmojiSource
{
    private const string Font = "NotoColorEmoji.ttf";
    private const string Index = "index.json";
    private const string PictureTar = "emojione.tar";
    private const string NamesPrefix = "names-";

    // The one size in which the font has its pictures, and the square that holds one.
    private const float FontSize = 109;
    private const int Side = 136;

    private readonly HashSet<string> _drawn = Drawn(folder);

    /// <summary>Whose pictures and names they are, and on what terms.</summary>
    public const string Terms = "Pictures: Noto Color Emoji (Google, SIL Open Font License 1.1) and EmojiOne 3 (emoji art supplied by EmojiOne, CC BY-SA 4.0). "
        + "Names: Unicode CLDR (Unicode License).";

    public string Note => Terms;

    public IReadOnlyList<string> Languages { get; } =
        [.. Directory.GetFiles(folder, NamesPrefix + "*.xml").Select(path => Path.GetFileNameWithoutExtension(path)[NamesPrefix.Length..]).Order(StringComparer.Ordinal)];

    public bool HasEmojiOne(Emoji emoji) => _drawn.Contains(emoji.CodePoint);

    public IReadOnlyList<Emoji> Read(IReadOnlyList<string> languages)
    {
        using var typeface = OpenFont();
        using var font = new SKFont(typeface);
        var categories = Categories();
        var names = languages.ToDictionary(language => language, Names);
        Emoji[] all =
        [
            .. names[languages[0]].Keys.Where(text => IsOne(text) && names.Values.All(one => one.ContainsKey(text)))
                .Select(text => (Text: text, Number: char.ConvertToUtf32(text, 0))).Where(one => font.GetGlyph(one.Number) != 0).OrderBy(one => one.Number)
                .Select(one => (one.Text, CodePoint: one.Number.ToString("X4", CultureInfo.InvariantCulture)))
                .Select(one => new Emoji(
                    one.Text, one.CodePoint, categories.GetValueOrDefault(one.CodePoint, ""), names.ToDictionary(pair => pair.Key, pair => pair.Value[one.Text]))),
        ];
        return all.Length > 0 ? all : throw Damaged(Font, $"it has none of the emoji that are named in {string.Join(", ", languages)}", null);
    }

    public void Draw(EmojiStyle style, IReadOnlyList<Emoji> all, Action<int, PixelBuffer> take)
    {
        if (style == EmojiStyle.Noto)
            DrawNoto(all, take);
        else
            DecodeEmojiOne(all, take);
    }

    private void DrawNoto(IReadOnlyList<Emoji> all, Action<int, PixelBuffer> take)
    {
        using var typeface = OpenFont();
        using var font = new SKFont(typeface, FontSize);
        using var paint = new SKPaint();
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var picture = new PixelBuffer(Side, Side, 3);
        foreach (var (index, emoji) in all.Index())
        {
            canvas.Clear(SKColors.White);
            font.MeasureText(emoji.Text, out var box, paint);
            canvas.DrawText(emoji.Text, Side / 2f - box.MidX, Side / 2f - box.MidY, SKTextAlign.Left, font, paint);
            var pixels = bitmap.GetPixelSpan();
            for (var pixel = 0; pixel < Side * Side; pixel++)
                pixels.Slice(4 * pixel, 3).CopyTo(picture.Bytes[(3 * pixel)..]);
            take(index, picture);
        }
    }

    private void DecodeEmojiOne(IReadOnlyList<Emoji> all, Action<int, PixelBuffer> take)
    {
        var places = all.Index().ToDictionary(one => one.Item.CodePoint, one => one.Index);
        foreach (var (codePoint, bytes) in Members(Path.Combine(folder, PictureTar)).Where(member => places.ContainsKey(member.CodePoint)))
        {
            try
            {
                using var picture = PictureDecoder.Decode(bytes, 3);
                take(places[codePoint], picture);
            }
            catch (InvalidDataException failure)
            {
                throw Damaged(PictureTar, $"{codePoint}.png in it: {failure.Message.Split(". Fix:")[0]}", failure);
            }
        }
    }

    private SKTypeface OpenFont() =>
        SKTypeface.FromFile(Path.Combine(folder, Font)) ?? throw Damaged(Font, "no font that Skia reads", null);

    private Dictionary<string, string> Categories()
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Index)));
            return document.RootElement.EnumerateObject().Select(entry => entry.Value)
                .Select(entry => (CodePoint: entry.GetProperty("unicode").GetString()!, Category: entry.GetProperty("category").GetString() ?? ""))
                .DistinctBy(entry => entry.CodePoint).ToDictionary();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw Damaged(Index, failure is JsonException json ? FileErrors.Json(json) : "it does not list emoji", failure);
        }
    }

    // An emoji has two entries: its label, marked as text to speech, and its tags. Of those that are as in another language there are only arrows.
    private Dictionary<string, EmojiName> Names(string language)
    {
        const string AsElsewhere = "↑↑↑";
        var file = $"{NamesPrefix}{language}.xml";
        var (labels, tags) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string[]>(StringComparer.Ordinal));
        try
        {
            using var reader = XmlReader.Create(Path.Combine(folder, file), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            while (!reader.EOF)
            {
                // What is read whole leaves the reader at what follows, which may be the next one.
                if (reader is not { NodeType: XmlNodeType.Element, Name: "annotation" })
                {
                    reader.Read();
                    continue;
                }
                var (emoji, isLabel) = (reader.GetAttribute("cp") ?? "", reader.GetAttribute("type") == "tts");
                var text = reader.ReadElementContentAsString().Trim();
                if (text is "" or AsElsewhere)
                    continue;
                if (isLabel)
                    labels[emoji] = text;
                else
                    tags[emoji] = text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }
        }
        catch (XmlException failure)
        {
            throw Damaged(file, FileErrors.OneLine(failure.Message), failure);
        }
        return labels.Count > 0
            ? labels.ToDictionary(label => label.Key, label => new EmojiName(label.Value, tags.GetValueOrDefault(label.Key, [])), StringComparer.Ordinal)
            : throw Damaged(file, "it has no names of emoji", null);
    }

    // One character beyond Latin; no skin tones, no hair that others wear, no letters of flags.
    private static bool IsOne(string text) =>
        Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done && length == text.Length
        && rune.Value is >= 0xA0 and not (>= 0x1F3FB and <= 0x1F3FF) and not (>= 0x1F9B0 and <= 0x1F9B3) and not (>= 0x1F1E6 and <= 0x1F1FF);

    private static HashSet<string> Drawn(string folder)
    {
        HashSet<string> codePoints = [.. Members(Path.Combine(folder, PictureTar), reads: false).Select(member => member.CodePoint)];
        return codePoints.Count > 0 ? codePoints : throw Damaged(PictureTar, "it holds no pictures", null);
    }

    private static IEnumerable<(string CodePoint, byte[] Bytes)> Members(string path, bool reads = true)
    {
        const int MostBytes = 1 << 20;
        using var stream = File.OpenRead(path);
        using var reader = new TarReader(stream);
        while (Next() is { } item)
        {
            if (item.Name.Contains("/assets/png/", StringComparison.Ordinal) && item.DataStream is not null && item.Length <= MostBytes)
                yield return (Path.GetFileNameWithoutExtension(item.Name), reads ? Bytes(item) : []);
        }

        TarEntry? Next() => Whole(() => reader.GetNextEntry());

        byte[] Bytes(TarEntry item) => Whole(() =>
        {
            var bytes = new byte[item.Length];
            item.DataStream!.ReadExactly(bytes);
            return bytes;
        });

        T Whole<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException)
            {
                throw Damaged(path, "no complete tar archive", failure);
            }
        }
    }

    private static InvalidDataException Damaged(string file, string what, Exception? failure) =>
        new($"{EmojiSet.Name}: {Path.GetFileName(file)}: {what}. Fix: delete data/{EmojiSet.Name}, then ./kit data get {EmojiSet.Name}", failure);
}
