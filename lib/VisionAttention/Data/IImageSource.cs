namespace VisionAttention.Data;

/// <summary>Images with their classes, by index: a set in memory, a folder that is read image by image, or images made on the fly.</summary>
/// <remarks>All members may be called from several threads at once, and give the same answer for the same index every time.</remarks>
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

    /// <summary>The class of an image.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> less 1.</param>
    /// <returns>From 0 to the number of names less 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="index"/> is out of range.</exception>
    long Label(long index);

    /// <summary>Writes the pixels of an image.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> less 1.</param>
    /// <param name="pixels">Receives bytes 0 to 255, channel by channel, [C, H, W]; of exactly that length.</param>
    /// <exception cref="ArgumentException"><paramref name="index"/> is out of range, or <paramref name="pixels"/> has another length.</exception>
    /// <exception cref="InvalidDataException">A damaged file; the message names it.</exception>
    void Read(long index, Span<byte> pixels);

    /// <summary>What a message calls an image: its file, where it has one.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> less 1.</param>
    string NameOf(long index) => $"image {index}";
}

/// <summary>What every source asks of an index and a target.</summary>
internal static class ImageSourceRules
{
    /// <summary>Bytes of one image.</summary>
    public static int PixelsOf(IImageSource source) => checked(source.Channels * source.Height * source.Width);

    /// <exception cref="ArgumentException"><paramref name="index"/> is no image of the source.</exception>
    public static void Index(IImageSource source, long index)
    {
        if (index < 0 || index >= source.Count)
            throw new ArgumentException($"index {index} is not from 0 to {source.Count - 1}");
    }

    /// <exception cref="ArgumentException"><paramref name="length"/> is not the number of bytes of an image.</exception>
    public static void Target(IImageSource source, int length)
    {
        if (length != PixelsOf(source))
            throw new ArgumentException(
                $"pixels has room for {length} bytes, an image has {PixelsOf(source)} ({source.Channels} × {source.Height} × {source.Width})");
    }
}
