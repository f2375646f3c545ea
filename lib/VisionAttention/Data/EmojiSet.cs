using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>An emoji: a picture that has a name in every language.</summary>
/// <param name="Text">The character itself.</param>
/// <param name="CodePoint">Its number in Unicode, in hexadecimal digits: <c>1F436</c>.</param>
/// <param name="Category">EmojiOne's: people, nature, food, activity, travel, objects or symbols; empty for one that is newer than its pictures.</param>
/// <param name="Names">What it is called, by language.</param>
public sealed record Emoji(string Text, string CodePoint, string Category, IReadOnlyDictionary<string, EmojiName> Names);

/// <summary>What an emoji is called in a language.</summary>
/// <param name="Label">A short description, such as <c>dog face</c>.</param>
/// <param name="Tags">Words that it is found by, in the order of the alphabet; the label may be among them.</param>
public sealed record EmojiName(string Label, IReadOnlyList<string> Tags);

/// <summary>Whose drawings.</summary>
public enum EmojiStyle
{
    /// <summary>Google's Noto, which has a picture for every emoji of the set.</summary>
    Noto,

    /// <summary>EmojiOne's of 2018, which has none for the newer ones.</summary>
    EmojiOne,
}

/// <summary>Emoji with their names, in two drawing styles: pairs of a picture and a text that anybody may have.</summary>
/// <remarks>Names and tags are those of Unicode's CLDR, in many languages. Of the emoji only those are taken that are one character: no flags, which
/// are two letters, no keys and no skin tones.</remarks>
public sealed class EmojiSet
{
    /// <summary>Its name in data/manifest.json and under data/.</summary>
    public const string Name = "emoji";

    private readonly IEmojiSource _source;

    private EmojiSet(IEmojiSource source, IReadOnlyList<Emoji> all) => (_source, All) = (source, all);

    /// <summary>The emoji, by code point.</summary>
    public IReadOnlyList<Emoji> All { get; }

    /// <summary>Whether these are only the few that lie in the repository.</summary>
    public bool IsSample => _source is EmojiSample;

    /// <summary>A sentence for the learner: where pictures and names are from, and on what terms.</summary>
    public string Note => _source.Note;

    /// <summary>Opens the emoji of data/emoji, else the sample in data/samples/emoji.</summary>
    /// <param name="repositoryRoot">The folder that holds data/.</param>
    /// <param name="languages">Such as <c>en</c>, <c>de</c>, <c>zh</c>; an emoji without a name in one of them is left out. None for <c>en</c>.</param>
    /// <exception cref="ArgumentException">A language that is not there; the message names those that are.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the command that fetches it again.</exception>
    /// <exception cref="FileNotFoundException">A file is missing beside others of the set; likewise.</exception>
    public static EmojiSet Open(string repositoryRoot, params IReadOnlyList<string> languages)
    {
        ArgumentNullException.ThrowIfNull(languages);
        var entry = DataSetManifest.Read(repositoryRoot, Name);
        IEmojiSource source;
        if (DataSetFiles.LooksLike(repositoryRoot, entry) == DataSetState.Missing)
        {
            source = new EmojiSample(Path.Combine(repositoryRoot, EmojiSample.Folder));
        }
        else
        {
            DataSetFiles.Verify(repositoryRoot, Name);
            source = new EmojiPackages(Path.Combine(repositoryRoot, entry.Folder));
        }
        if (languages.Count == 0)
            languages = ["en"];
        if (languages.FirstOrDefault(language => !source.Languages.Contains(language)) is { } unknown)
            throw new ArgumentException($"there are no names in \"{FileErrors.OneLine(unknown)}\"; there are in {string.Join(", ", source.Languages)}", nameof(languages));
        return new EmojiSet(source, source.Read([.. languages.Distinct()]));
    }

    /// <summary>Whether a style has a picture of an emoji.</summary>
    /// <param name="style">The style.</param>
    /// <param name="index">Its place in <see cref="All"/>.</param>
    public bool HasPicture(EmojiStyle style, int index) => style == EmojiStyle.Noto || _source.HasEmojiOne(All[index]);

    /// <summary>The pictures of a style, on white.</summary>
    /// <param name="style">The style.</param>
    /// <param name="size">Rows and columns, in pixels.</param>
    /// <param name="device">Where the tensor is made; null for the CPU.</param>
    /// <returns>[N, 3, size, size], float32 from 0 to 1, in the order of <see cref="All"/>; where the style has no picture it is all white.</returns>
    /// <exception cref="ArgumentException">A size that no picture has.</exception>
    /// <exception cref="InvalidDataException">A picture is damaged.</exception>
    public Tensor Pictures(EmojiStyle style, int size = 32, Device? device = null)
    {
        PictureFile.Check(size, size, 3);
        Require.Known(style, nameof(style));
        var length = 3 * size * size;
        Require.That((long)All.Count * length <= Array.MaxLength, $"size {size} makes {(long)All.Count * length} numbers of {All.Count} emoji: take a smaller one");
        var pixels = new byte[All.Count * length];
        pixels.AsSpan().Fill(byte.MaxValue);
        _source.Draw(style, All, (index, picture) => Resampling.Cover(picture, pixels.AsSpan(index * length, length), size, size));
        using var scope = NewDisposeScope();
        return (tensor(pixels, device: device ?? CPU).reshape(All.Count, 3, size, size).to(float32) / 255).MoveToOuterDisposeScope();
    }
}

/// <summary>Where emoji and their pictures come from.</summary>
internal interface IEmojiSource
{
    string Note { get; }

    IReadOnlyList<string> Languages { get; }

    IReadOnlyList<Emoji> Read(IReadOnlyList<string> languages);

    bool HasEmojiOne(Emoji emoji);

    /// <summary>Hands over the picture of each emoji that has one, as many rows as columns.</summary>
    void Draw(EmojiStyle style, IReadOnlyList<Emoji> all, Action<int, PixelBuffer> take);
}
