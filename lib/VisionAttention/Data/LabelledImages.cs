using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Images with their classes, in memory.</summary>
/// <remarks>As a source for loading it copies pixels and labels once, when the first image is read.</remarks>
public sealed class LabelledImages : IImageSource, IDisposable
{
    private readonly Lazy<ImageArray> _source;

    /// <summary>Takes ownership of two tensors.</summary>
    /// <param name="images">Bytes 0 to 255, [N, C, H, W].</param>
    /// <param name="labels">int64 [N]; each from 0 to the number of names less 1.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="ArgumentException">Shapes or types that do not fit.</exception>
    public LabelledImages(Tensor images, Tensor labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.ndim != 4 || images.dtype != ScalarType.Byte)
            throw new ArgumentException($"images are {images.dtype} {Shapes.Text(images)}, expected Byte [N, C, H, W]");
        if (labels.ndim != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != images.shape[0])
            throw new ArgumentException($"labels are {labels.dtype} {Shapes.Text(labels)}, expected Int64 [{images.shape[0]}]");
        Images = images.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
        ClassNames = classNames;
        _source = new Lazy<ImageArray>(Copied);
    }

    /// <summary>Bytes [N, C, H, W].</summary>
    public Tensor Images { get; }

    /// <summary>int64 [N].</summary>
    public Tensor Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public long Count => Images.shape[0];

    /// <inheritdoc/>
    public int Channels => (int)Images.shape[1];

    /// <inheritdoc/>
    public int Height => (int)Images.shape[2];

    /// <inheritdoc/>
    public int Width => (int)Images.shape[3];

    /// <inheritdoc/>
    public long Label(long index) => _source.Value.Label(index);

    /// <inheritdoc/>
    public void Read(long index, Span<byte> pixels) => _source.Value.Read(index, pixels);

    /// <summary>The first images, sharing memory with these.</summary>
    /// <param name="count">How many; at most <see cref="Count"/>.</param>
    public LabelledImages Take(long count)
    {
        if (count < 1 || count > Count)
            throw new ArgumentException($"count {count} is not between 1 and {Count}, the number of images");
        return new LabelledImages(Images.narrow(0, 0, count), Labels.narrow(0, 0, count), ClassNames);
    }

    /// <summary>Releases both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    private ImageArray Copied()
    {
        using var scope = NewDisposeScope();
        var images = Images.cpu().contiguous();
        var labels = Labels.cpu().contiguous().data<long>().ToArray();
        var wrong = Array.FindIndex(labels, label => label < 0 || label >= ClassNames.Count);
        if (wrong >= 0)
            throw new ArgumentException($"label {labels[wrong]} of image {wrong} is not from 0 to {ClassNames.Count - 1}");
        return new ImageArray(images.bytes.ToArray(), labels, Channels, Height, Width, ClassNames);
    }
}

/// <summary>Images in memory without tensors: bytes [N, C, H, W] and labels [N], which whoever gives them has checked.</summary>
internal sealed class ImageArray(byte[] pixels, long[] labels, int channels, int height, int width, IReadOnlyList<string> classNames) : IImageSource
{
    public long Count => labels.Length;

    public int Channels => channels;

    public int Height => height;

    public int Width => width;

    public IReadOnlyList<string> ClassNames => classNames;

    public long Label(long index) => labels[this.At(index)];

    public void Read(long index, Span<byte> target) => pixels.AsSpan(checked((int)(this.At(index, target) * target.Length)), target.Length).CopyTo(target);

    /// <summary>The same as tensors.</summary>
    public LabelledImages AsTensors()
    {
        using var scope = NewDisposeScope();
        return new LabelledImages(tensor(pixels, [Count, channels, height, width], device: CPU), tensor(labels, device: CPU), classNames);
    }
}
