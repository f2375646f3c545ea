namespace VisionAttention.Data;

/// <summary>Images with their classes, by index: a set in memory, a folder that is read image by image, or images made on the fly.</summary>
/// <remarks>All members may be called from several threads at once, and give the same answer for the same index every time. An index goes from
/// 0 to <see cref="Count"/> less 1; another one is an <see cref="ArgumentException"/>.</remarks>
public interface IImageSource
{
    /// <summary>Number of images.</summary>
    long Count { get; }

    /// <summary>Channels C of every image: 1 for grey, 3 for red, green and blue.</summary>
    int Channels { get; }

    /// <summary>Rows H of every image.</summary>
    int Height { get; }

    /// <summary>Columns W of every image.</summary>
    int Width { get; }

    /// <summary>The names of the classes, by label.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of an image, from 0 to the number of names less 1.</summary>
    long Label(long index);

    /// <summary>Writes the pixels of an image.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="pixels">Receives bytes 0 to 255, channel by channel, [C, H, W]; of exactly that length.</param>
    /// <exception cref="InvalidDataException">A damaged file; the message names it.</exception>
    void Read(long index, Span<byte> pixels);

    /// <summary>What a message calls an image: its file, where it has one.</summary>
    string NameOf(long index) => $"image {index}";
}

/// <summary>What every source asks of an index and a target.</summary>
internal static class ImageSourceRules
{
    /// <summary>Bytes of one image.</summary>
    public static int BytesOfImage(this IImageSource source) => checked(source.Channels * source.Height * source.Width);

    /// <summary>An index that was checked.</summary>
    public static long At(this IImageSource source, long index) => index >= 0 && index < source.Count
        ? index
        : throw new ArgumentException($"index {index} is not from 0 to {source.Count - 1}");

    /// <summary>An index that was checked, and with it the room for the image's pixels.</summary>
    public static long At(this IImageSource source, long index, ReadOnlySpan<byte> pixels) => pixels.Length == source.BytesOfImage()
        ? source.At(index)
        : throw new ArgumentException(
            $"pixels has room for {pixels.Length} bytes, an image has {source.BytesOfImage()} ({source.Channels} × {source.Height} × {source.Width})");
}

/// <summary>Some images of a source, in an order of their own; the source stays the caller's.</summary>
internal sealed class ImageSubset(IImageSource source, IReadOnlyList<long> indices) : IImageSource
{
    public long Count => indices.Count;

    public int Channels => source.Channels;

    public int Height => source.Height;

    public int Width => source.Width;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public long Label(long index) => source.Label(indices[(int)this.At(index)]);

    public void Read(long index, Span<byte> pixels) => source.Read(indices[(int)this.At(index)], pixels);

    public string NameOf(long index) => source.NameOf(indices[(int)this.At(index)]);

    /// <summary>Splits a source in two by chance, which seed and index decide: a share of each class is held out, at least one image where the class has two.</summary>
    public static (ImageSubset Kept, ImageSubset HeldOut) Split(IImageSource source, double heldOut, long seed)
    {
        var all = Enumerable.Range(0, (int)source.Count).Select(index => (long)index).ToArray();
        var chosen = new HashSet<long>();
        foreach (var images in all.GroupBy(source.Label))
        {
            var count = Math.Max(Math.Min(1, images.Count() - 1), (int)Math.Round(heldOut * images.Count()));
            chosen.UnionWith(images.OrderBy(index => new KeyedRandom(seed, epoch: 0, (long)RandomPurpose.Split, index).NextBits()).Take(count));
        }
        return (new ImageSubset(source, Array.FindAll(all, index => !chosen.Contains(index))), new ImageSubset(source, Array.FindAll(all, chosen.Contains)));
    }
}
