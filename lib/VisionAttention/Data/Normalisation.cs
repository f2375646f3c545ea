using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Turns bytes into floats of mean 0 and deviation 1 over the training set.</summary>
/// <param name="Mean">Mean of the training pixels, from 0 to 1.</param>
/// <param name="Deviation">Their standard deviation.</param>
public readonly record struct Normalisation(double Mean, double Deviation)
{
    /// <summary>Mean and deviation of each channel, where they are kept apart; null uses the ones above for all.</summary>
    public IReadOnlyList<(double Mean, double Deviation)>? Channels { get; init; }

    /// <summary>Measures a set: one mean and one deviation over all its pixels and channels.</summary>
    /// <param name="images">Bytes [N, C, H, W].</param>
    public static Normalisation Of(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dtype != ScalarType.Byte || images.numel() == 0)
            throw new ArgumentException($"images are {images.dtype} {Shapes.Text(images)}, expected at least one Byte");
        using var scope = NewDisposeScope();
        var counts = new long[256];
        foreach (var pixel in images.contiguous().bytes)
            counts[pixel]++;
        return OfCounts([counts]);
    }

    /// <summary>Measures a source, each channel by itself, on images that are spread evenly over it.</summary>
    /// <param name="source">The training images.</param>
    /// <param name="most">Number of images to read at most, above 0: a folder need not be read whole.</param>
    /// <returns>With <see cref="Channels"/> set where there is more than one.</returns>
    /// <exception cref="ArgumentException">No images, or <paramref name="most"/> below 1.</exception>
    public static Normalisation OfChannels(IImageSource source, long most = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Count < 1)
            throw new ArgumentException("the source has no images to measure");
        Require.AboveZero(most, "most");
        var read = Math.Min(most, source.Count);
        var pixels = new byte[source.BytesOfImage()];
        var area = pixels.Length / source.Channels;
        long[][] counts = [.. Enumerable.Range(0, source.Channels).Select(_ => new long[256])];
        for (var image = 0L; image < read; image++)
        {
            source.Read((long)((Int128)image * source.Count / read), pixels);
            for (var pixel = 0; pixel < pixels.Length; pixel++)
                counts[pixel / area][pixels[pixel]]++;
        }
        return OfCounts(counts);
    }

    /// <summary>Applies it to a batch.</summary>
    /// <param name="images">Bytes [B, C, H, W].</param>
    /// <param name="device">Where the result goes.</param>
    /// <returns>float32 [B, C, H, W]</returns>
    public Tensor Apply(Tensor images, Device device)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var unit = images.to(device).to(float32).div_(255);
        if (Channels is null)
            return unit.sub_(Mean).div_(Deviation).MoveToOuterDisposeScope();
        CheckChannels(images.ndim == 4 ? images.shape[1] : 0);
        var means = tensor(Channels.Select(channel => (float)channel.Mean).ToArray(), device: device).view(-1, 1, 1);           // [C, 1, 1]
        var deviations = tensor(Channels.Select(channel => (float)channel.Deviation).ToArray(), device: device).view(-1, 1, 1); // [C, 1, 1]
        return unit.sub_(means).div_(deviations).MoveToOuterDisposeScope();
    }

    /// <summary>What each byte becomes, channel by channel, [C, 256].</summary>
    internal float[][] Levels(int channels)
    {
        CheckChannels(channels);
        var levels = new float[channels][];
        for (var channel = 0; channel < channels; channel++)
        {
            var (mean, deviation) = Channels is null ? (Mean, Deviation) : Channels[channel];
            levels[channel] = [.. Enumerable.Range(0, 256).Select(level => (level / 255f - (float)mean) / (float)deviation)];
        }
        return levels;
    }

    private void CheckChannels(long channels)
    {
        if (Channels is not null && Channels.Count != channels)
            throw new ArgumentException($"the normalisation is of {Counted.Text(Channels.Count, "channel")}, the images have {channels}");
    }

    // How often each byte stands in each channel, [C, 256].
    private static Normalisation OfCounts(long[][] counts)
    {
        var (mean, deviation) = Moments([.. Enumerable.Range(0, 256).Select(level => counts.Sum(channel => channel[level]))]);
        return new Normalisation(mean, deviation) { Channels = counts.Length == 1 ? null : [.. counts.Select(Moments)] };
    }

    private static (double Mean, double Deviation) Moments(long[] counts)
    {
        double pixels = counts.Sum();
        double sum = 0, squares = 0;
        for (var level = 0; level < counts.Length; level++)
        {
            sum += counts[level] * (level / 255.0);
            squares += counts[level] * (level / 255.0) * (level / 255.0);
        }
        var mean = sum / pixels;
        var variance = squares / pixels - mean * mean;
        return (mean, variance > 0 ? Math.Sqrt(variance) : 1);
    }
}
