namespace VisionAttention.Data;

/// <summary>Images in memory, one byte a pixel.</summary>
public sealed class ImageArray : IImageSource
{
    private readonly byte[] _pixels;
    private readonly long[] _labels;
    private readonly int _length;

    /// <summary>Takes over two arrays.</summary>
    /// <param name="pixels">[N, C, H, W], bytes 0 to 255.</param>
    /// <param name="labels">[N], from 0 to the number of names less 1.</param>
    /// <param name="channels">Channels C, above 0.</param>
    /// <param name="height">Rows H, above 0.</param>
    /// <param name="width">Columns W, above 0.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="ArgumentException">Sizes that do not fit the pixels, or a label without a name.</exception>
    public ImageArray(byte[] pixels, long[] labels, int channels, int height, int width, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        if (channels < 1 || height < 1 || width < 1)
            throw new ArgumentException($"an image of {channels} × {height} × {width} has no pixels");
        if (pixels.LongLength != (long)channels * height * width * labels.LongLength)
            throw new ArgumentException($"{pixels.LongLength} pixels are not {labels.LongLength} images of {channels} × {height} × {width}");
        for (var index = 0; index < labels.Length; index++)
        {
            if (labels[index] < 0 || labels[index] >= classNames.Count)
                throw new ArgumentException($"label {labels[index]} of image {index} is not from 0 to {classNames.Count - 1}");
        }
        (_pixels, _labels, _length) = (pixels, labels, channels * height * width);
        (Channels, Height, Width, ClassNames) = (channels, height, width, classNames);
    }

    /// <inheritdoc/>
    public long Count => _labels.Length;

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public long Label(long index)
    {
        ImageSourceRules.Index(this, index);
        return _labels[index];
    }

    /// <inheritdoc/>
    public void Read(long index, Span<byte> pixels)
    {
        ImageSourceRules.Index(this, index);
        ImageSourceRules.Target(this, pixels.Length);
        _pixels.AsSpan(checked((int)(index * _length)), _length).CopyTo(pixels);
    }
}
