using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Images with their classes, in memory.</summary>
public sealed class LabelledImages : IDisposable
{
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
    }

    /// <summary>Bytes [N, C, H, W].</summary>
    public Tensor Images { get; }

    /// <summary>int64 [N].</summary>
    public Tensor Labels { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number N of images.</summary>
    public long Count => Images.shape[0];

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
}
