using VisionAttention.Models;

namespace VisionAttention.Analysis;

/// <summary>The shape of an image or a feature map, without the batch.</summary>
internal readonly record struct MapShape(long Channels, long Height, long Width)
{
    public long Pixels => checked(Height * Width);

    public long Count => checked(Channels * Pixels);

    public ImageSize Size => new(Height, Width);

    public long[] ToArray() => [Channels, Height, Width];
}
