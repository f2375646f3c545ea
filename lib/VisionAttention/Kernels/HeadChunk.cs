using static TorchSharp.torch;

namespace VisionAttention.Kernels;

/// <summary>Some images of a batch, or some heads of one image: as much as is computed at once.</summary>
internal readonly record struct HeadChunk(long FirstImage, long Images, long FirstHead, long Heads)
{
    /// <summary>Cuts a batch into chunks that need no more than a number of bytes for one tensor of k² numbers a pixel and head.</summary>
    /// <param name="whole">The line that the whole batch would make.</param>
    /// <param name="bytesPerPixel">Bytes of k² numbers.</param>
    /// <param name="mostBytes">The limit. One head of one image is computed whatever its size.</param>
    public static IEnumerable<HeadChunk> Of(PixelLine whole, long bytesPerPixel, long mostBytes)
    {
        var planes = Math.Max(1, mostBytes / Math.Max(1, whole.PlanePixels * bytesPerPixel));
        var images = Even(whole.Images, planes / whole.Heads);
        var heads = planes >= whole.Heads ? whole.Heads : Even(whole.Heads, planes);
        for (long image = 0; image < whole.Images; image += images)
        {
            for (long head = 0; head < whole.Heads; head += heads)
                yield return new HeadChunk(image, Math.Min(images, whole.Images - image), head, Math.Min(heads, whole.Heads - head));
        }
    }

    /// <summary>This chunk's part of a map.</summary>
    /// <param name="map">[B, C, H, W]</param>
    /// <param name="heads">Number of heads of the whole map.</param>
    /// <returns>A view [Dh, Heads, B, H, W] of the chunk's heads and images.</returns>
    public Tensor Of(Tensor map, long heads)
    {
        return map.narrow(0, FirstImage, Images).unflatten(1, heads, map.shape[1] / heads)           // [B, Heads, Dh, H, W]
            .narrow(1, FirstHead, Heads).permute(2, 1, 0, 3, 4);
    }

    /// <summary>This chunk's part of a position table.</summary>
    /// <param name="table">[K, Dh / 2] shared by all heads, or [Heads, K, Dh / 2].</param>
    /// <returns>A view: the table itself if it is shared.</returns>
    public Tensor OfTable(Tensor table) => table.ndim == 2 ? table : table.narrow(0, FirstHead, Heads);

    // As many parts as the largest allowed size takes, of nearly the same size.
    private static long Even(long count, long most)
    {
        var parts = (count + Math.Max(1, most) - 1) / Math.Max(1, most);
        return Math.Max(1, (count + parts - 1) / Math.Max(1, parts));
    }
}
