using static TorchSharp.torch;

namespace VisionAttention.Attention;

/// <summary>Takes a map apart into square blocks of s×s pixels that do not overlap, and puts it together again.</summary>
internal static class BlockPartition
{
    /// <summary>Takes a map apart.</summary>
    /// <param name="map">[B, C, H, W]; heads divide C, side divides H and W.</param>
    /// <param name="heads">Number of heads that share the channels.</param>
    /// <param name="side">Side s of a block.</param>
    /// <returns>[B, Heads, H/s, W/s, s·s, Dh]</returns>
    public static Tensor Split(Tensor map, long heads, long side)
    {
        var (batch, channels, height, width) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        return map.reshape(batch, heads, channels / heads, height / side, side, width / side, side)
            .permute(0, 1, 3, 5, 4, 6, 2)                                                           // [B, Heads, H/s, W/s, s, s, Dh]
            .reshape(batch, heads, height / side, width / side, side * side, channels / heads);
    }

    /// <summary>The inverse of <see cref="Split"/>.</summary>
    /// <param name="blocks">[B, Heads, H/s, W/s, s·s, Dh]</param>
    /// <param name="side">Side s of a block.</param>
    /// <returns>[B, Heads · Dh, H, W]</returns>
    public static Tensor Join(Tensor blocks, long side)
    {
        var (batch, heads, rows, columns, headDim) = (blocks.shape[0], blocks.shape[1], blocks.shape[2], blocks.shape[3], blocks.shape[5]);
        return blocks.reshape(batch, heads, rows, columns, side, side, headDim)
            .permute(0, 1, 6, 2, 4, 3, 5)                                                           // [B, Heads, Dh, H/s, s, W/s, s]
            .reshape(batch, heads * headDim, rows * side, columns * side);
    }

    /// <summary>Takes a map apart so that what lies at the same place of all blocks is a line.</summary>
    /// <param name="map">[B, C, H, W]; side divides H and W.</param>
    /// <param name="side">Side s of a block.</param>
    /// <returns>[s·s, C, B · H/s · W/s]</returns>
    public static Tensor Lines(Tensor map, long side)
    {
        var (batch, channels, height, width) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        return map.reshape(batch, channels, height / side, side, width / side, side)
            .permute(3, 5, 1, 0, 2, 4)                                                              // [s, s, C, B, H/s, W/s]
            .reshape(side * side, channels, batch * (height / side) * (width / side));
    }

    /// <summary>The inverse of <see cref="Lines"/>, with the channels last in memory.</summary>
    /// <param name="lines">[s·s, C, B · H/s · W/s]</param>
    /// <param name="side">Side s of a block.</param>
    /// <param name="height">Height H of the map.</param>
    /// <param name="width">Its width W.</param>
    /// <returns>[B, C, H, W]</returns>
    public static Tensor FromLines(Tensor lines, long side, long height, long width)
    {
        var channels = lines.shape[1];
        return lines.reshape(side, side, channels, -1, height / side, width / side)
            .permute(3, 4, 0, 5, 1, 2)                                                              // [B, H/s, s, W/s, s, C]
            .reshape(-1, height, width, channels)
            .permute(0, 3, 1, 2);                                                                   // [B, C, H, W]
    }
}
