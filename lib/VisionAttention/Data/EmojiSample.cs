using System.Globalization;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>The emoji that lie in the repository: a table of names, and a sheet of pictures in each style.</summary>
internal sealed class EmojiSample : IEmojiSource
{
    /// <summary>Where they lie, below the repository's root.</summary>
    public const string Folder = "data/samples/emoji";

    private const string Fix = $"git checkout {Folder}";
    private const string Table = "names.tsv";
    private const char TagMark = '|';
    private const int Size = 32;
    private const int Columns = 16;

    private static readonly string[] Kinds = ["nature", "food"];

    private readonly string _folder;
    private readonly string[][] _rows;
    private readonly Dictionary<string, int> _places;

    public EmojiSample(string folder)
    {
        _folder = folder;
        var path = Path.Combine(folder, Table);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{FileErrors.Path(path)} is missing. Fix: {Fix}", path);
        var lines = File.ReadAllLines(path).Select(line => line.Split('\t')).ToArray();
        Languages = [.. lines.FirstOrDefault([]).Skip(2).Where((_, column) => column % 2 == 0)];
        _rows = [.. lines.Skip(1)];
        FileErrors.Unless(
            Languages.Count > 0 && _rows.Length > 0 && _rows.DistinctBy(row => row[0]).Count() == _rows.Length
                && Array.TrueForAll(_rows, row => row.Length == 2 + 2 * Languages.Count && Rune.IsValid(Number(row))),
            $"{FileErrors.Path(path)}: no table of code points, categories and names. Fix: {Fix}");
        _places = _rows.Select((row, place) => (row[0], place)).ToDictionary();
    }

    public string Note => $"{EmojiPackages.Terms} Of all emoji these are the {_rows.Length} of the repository's sample; ./kit data get {EmojiSet.Name} brings the others.";

    public IReadOnlyList<string> Languages { get; }

    public bool HasEmojiOne(Emoji emoji) => true;

    public IReadOnlyList<Emoji> Read(IReadOnlyList<string> languages)
    {
        var columns = languages.ToDictionary(language => language, language => 2 + 2 * Languages.ToList().IndexOf(language));
        return [.. _rows.Select(row => new Emoji(
            char.ConvertFromUtf32(Number(row)), row[0], row[1],
            columns.ToDictionary(pair => pair.Key, pair => new EmojiName(row[pair.Value], row[pair.Value + 1].Split(TagMark, StringSplitOptions.RemoveEmptyEntries)))))];
    }

    public void Draw(EmojiStyle style, IReadOnlyList<Emoji> all, Action<int, PixelBuffer> take)
    {
        using var sheet = ReadSheet(Path.Combine(_folder, Sheet(style)));
        using var picture = new PixelBuffer(Size, Size, 3);
        foreach (var (index, emoji) in all.Index())
        {
            for (var row = 0; row < Size; row++)
                sheet.Bytes.Slice(3 * (Corner(_places[emoji.CodePoint]) + row * Columns * Size), 3 * Size).CopyTo(picture.Bytes[(3 * Size * row)..]);
            take(index, picture);
        }
    }

    /// <summary>Makes the sample of the whole: what both styles have of nature and food.</summary>
    public static void Write(EmojiSet all, string folder)
    {
        var chosen = all.All.Index().Where(one => Kinds.Contains(one.Item.Category) && all.HasPicture(EmojiStyle.EmojiOne, one.Index)).ToArray();
        string[] languages = [.. all.All[0].Names.Keys];
        string[] lines =
        [
            string.Join('\t', ["code point", "category", .. languages.SelectMany(language => new[] { language, "tags" })]),
            .. chosen.Select(one => string.Join('\t', [one.Item.CodePoint, one.Item.Category, .. languages.SelectMany(language => Cells(one.Item.Names[language]))])),
        ];
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, Table), string.Join('\n', lines) + "\n");
        foreach (var style in Enum.GetValues<EmojiStyle>())
        {
            using var pictures = all.Pictures(style, Size);
            var (height, width) = SheetSize(chosen.Length);
            var sheet = new byte[3 * height * width];
            sheet.AsSpan().Fill(byte.MaxValue);
            foreach (var (place, (index, _)) in chosen.Index())
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                var pixels = (pictures[index] * 255).round().to(TorchSharp.torch.uint8).permute(1, 2, 0).contiguous().data<byte>().ToArray(); // [Size, Size, 3]
                for (var row = 0; row < Size; row++)
                    pixels.AsSpan(3 * Size * row, 3 * Size).CopyTo(sheet.AsSpan(3 * (Corner(place) + row * width)));
            }
            AtomicFile.WriteBytes(Path.Combine(folder, Sheet(style)), PictureEncoder.Png(sheet, height, width, 3));
        }

        static string[] Cells(EmojiName name) => [name.Label, string.Join(TagMark, name.Tags)];
    }

    // Of any other size it would be another sample's.
    private PixelBuffer ReadSheet(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{FileErrors.Path(path)} is missing. Fix: {Fix}", path);
        try
        {
            var sheet = PictureDecoder.Decode(File.ReadAllBytes(path), 3);
            if ((sheet.Height, sheet.Width) == SheetSize(_rows.Length))
                return sheet;
            using (sheet)
                throw new InvalidDataException($"{sheet.Height}×{sheet.Width} pixels are not those of {_rows.Length} emoji");
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{FileErrors.Path(path)}: {failure.Message.Split(". Fix:")[0]}. Fix: {Fix}", failure);
        }
    }

    // -1 for what is no number.
    private static int Number(string[] row) => int.TryParse(row[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Sheet(EmojiStyle style) => style == EmojiStyle.Noto ? "noto.png" : "emojione.png";

    private static (int Height, int Width) SheetSize(int count) => ((count + Columns - 1) / Columns * Size, Columns * Size);

    // The first pixel of a picture in a sheet.
    private static int Corner(int place) => (place / Columns * Size * Columns + place % Columns) * Size;
}
