using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>A map with a border of zeros, seen through a k×k window: position a·K + b is the map moved by a − K/2 rows and b − K/2 columns.</summary>
/// <remarks>The parts are views: reading one copies nothing, adding to one adds to the map.</remarks>
internal readonly record struct ShiftedMap(Tensor Padded, long Height, long Width, long KernelSize)
{
    /// <summary>A copy of a map within its border.</summary>
    /// <param name="map">[B, Heads, Dh, H, W]</param>
    /// <param name="kernelSize">Side k of the window.</param>
    public static ShiftedMap Of(Tensor map, long kernelSize)
    {
        var side = kernelSize / 2;
        return new ShiftedMap(nn.functional.pad(map, [side, side, side, side]), map.shape[^2], map.shape[^1], kernelSize);
    }

    /// <summary>The channels of a map split among heads.</summary>
    /// <param name="map">[B, C, H, W]</param>
    /// <param name="heads">Number of heads.</param>
    /// <returns>[B, Heads, Dh, H, W]</returns>
    public static Tensor InHeads(Tensor map, long heads) => map.reshape(map.shape[0], heads, map.shape[1] / heads, map.shape[2], map.shape[3]);

    /// <summary>A map of zeros, to add to.</summary>
    public static ShiftedMap ZerosLike(Tensor map, long kernelSize)
    {
        long[] sides = [.. map.shape[..^2], map.shape[^2] + kernelSize - 1, map.shape[^1] + kernelSize - 1];
        return new ShiftedMap(zeros(sides, dtype: map.dtype, device: map.device), map.shape[^2], map.shape[^1], kernelSize);
    }

    /// <summary>What the pixels see at one position of their window.</summary>
    /// <param name="position">0 to K·K − 1.</param>
    /// <returns>A view [B, Heads, Dh, H, W].</returns>
    public Tensor At(long position) => Padded.narrow(-2, position / KernelSize, Height).narrow(-1, position % KernelSize, Width);

    /// <summary>The map without its border.</summary>
    public Tensor Inside() => At(KernelSize * KernelSize / 2);
}
