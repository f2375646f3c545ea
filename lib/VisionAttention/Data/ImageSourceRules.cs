namespace VisionAttention.Data;

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
