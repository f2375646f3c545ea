using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Turns bytes into floats of mean 0 and deviation 1 over the training set.</summary>
/// <param name="Mean">Mean of the training pixels, from 0 to 1.</param>
/// <param name="Deviation">Their standard deviation.</param>
public readonly record struct Normalisation(double Mean, double Deviation)
{
    /// <summary>Measures a set: one mean and one deviation over all its pixels and channels.</summary>
    /// <param name="images">Bytes [N, C, H, W].</param>
    public static Normalisation Of(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dtype != ScalarType.Byte || images.numel() == 0)
            throw new ArgumentException($"images are {images.dtype} {Shapes.Text(images)}, expected at least one Byte");
        var counts = new long[256];
        foreach (var pixel in images.contiguous().bytes)
            counts[pixel]++;
        double sum = 0, squares = 0, pixels = images.numel();
        for (var level = 0; level < counts.Length; level++)
        {
            sum += counts[level] * (level / 255.0);
            squares += counts[level] * (level / 255.0) * (level / 255.0);
        }
        var mean = sum / pixels;
        var variance = squares / pixels - mean * mean;
        return new Normalisation(mean, variance > 0 ? Math.Sqrt(variance) : 1);
    }

    /// <summary>Applies it to a batch.</summary>
    /// <param name="images">Bytes [B, C, H, W].</param>
    /// <param name="device">Where the result goes.</param>
    /// <returns>float32 [B, C, H, W]</returns>
    public Tensor Apply(Tensor images, Device device)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.to(device).to(float32).div_(255).sub_(Mean).div_(Deviation).MoveToOuterDisposeScope();
    }
}
