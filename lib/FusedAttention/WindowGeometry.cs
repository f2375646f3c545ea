using static TorchSharp.torch;

namespace FusedAttention;

/// <summary>Where a k×k window lies: the one place that knows its start, its padding and which of its positions are inside the image.</summary>
internal readonly record struct WindowGeometry(long Height, long Width, int KernelSize)
{
    /// <summary>Positions k of the window.</summary>
    public long Positions => (long)KernelSize * KernelSize;

    /// <summary>Positions added on each side so that every pixel has a full window.</summary>
    public long Padding => KernelSize / 2;

    /// <summary>Refuses a window without a middle.</summary>
    /// <exception cref="ArgumentException">The side is even or below 1.</exception>
    public static void CheckSide(int kernelSize)
    {
        if (kernelSize < 1 || kernelSize % 2 == 0)
            throw new ArgumentException($"kernelSize {kernelSize} is not an odd number above 0: a window needs a middle");
    }

    /// <summary>Gathers the window of every pixel; outside the image there are zeros.</summary>
    /// <param name="map">[B, C, H, W]</param>
    /// <param name="heads">Number of heads that share the C channels.</param>
    /// <returns>[B, Heads, Dh, K·K, H, W]; position a·K + b of a window lies a − K/2 rows and b − K/2 columns from its pixel.</returns>
    public Tensor Gather(Tensor map, long heads)
    {
        var columns = nn.functional.unfold(map, (KernelSize, KernelSize), padding: (Padding, Padding));
        return columns.reshape(map.shape[0], heads, map.shape[1] / heads, Positions, Height, Width);
    }

    /// <summary>True where a position of a window lies outside the image.</summary>
    /// <returns>Booleans [1, 1, K·K, H, W].</returns>
    public Tensor Outside(Device device)
    {
        var inside = ones(1, 1, Height, Width, device: device);
        return Gather(inside, heads: 1).squeeze(2).eq(0);
    }
}
