namespace VisionAttention.Data.Augmenting;

/// <summary>Room for one image and for a changed copy, of one worker.</summary>
internal sealed class ImageBench(int channels, int height, int width)
{
    private byte[] _pixels = new byte[channels * height * width];
    private byte[] _spare = new byte[channels * height * width];

    /// <summary>Channels C.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows H.</summary>
    public int Height { get; } = height;

    /// <summary>Columns W.</summary>
    public int Width { get; } = width;

    /// <summary>The image, [C, H, W].</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>Where a changed copy is written.</summary>
    public Span<byte> Spare => _spare;

    /// <summary>The changed copy becomes the image.</summary>
    public void Swap() => (_pixels, _spare) = (_spare, _pixels);
}
