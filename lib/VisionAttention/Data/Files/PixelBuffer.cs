using System.Buffers;

namespace VisionAttention.Data.Files;

/// <summary>A decoded image, pixel by pixel with its channels side by side, in memory that is lent and given back.</summary>
internal sealed class PixelBuffer : IDisposable
{
    /// <summary>Pixels an image may have: 64 Mi, so that a forged header cannot ask for all memory.</summary>
    public const long MostPixels = 1L << 26;

    private byte[] _bytes;

    /// <exception cref="InvalidDataException">No pixels, or more than any picture here has.</exception>
    public PixelBuffer(long height, long width, int channels)
    {
        Check(height, width);
        (Height, Width, Channels) = ((int)height, (int)width, channels);
        _bytes = ArrayPool<byte>.Shared.Rent(Length);
    }

    /// <summary>Refuses a size before memory is taken for it.</summary>
    /// <exception cref="InvalidDataException">No pixels, or more than any picture here has.</exception>
    public static void Check(long height, long width)
    {
        if (height < 1 || width < 1)
            throw new InvalidDataException($"its header gives {height}×{width} pixels, expected at least 1×1. Fix: fetch it again, or remove it");
        if (height > MostPixels / width)
            throw new InvalidDataException($"{height}×{width} pixels are more than {MostPixels}, the most that a picture may have. Fix: save it smaller, or remove it");
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>[H, W, C].</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    private int Length => Height * Width * Channels;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
