using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Decodes JPEG, PNG, WebP, BMP, and the first picture of a GIF, through Skia.</summary>
/// <remarks>The values are those that are stored, as Pillow gives them: no gamma and no colour profile is applied, of sixteen bits the upper
/// eight are taken. What is transparent lies on white. The EXIF orientation of a JPEG or WebP is applied.</remarks>
internal static class PictureDecoder
{
    private const int Parts = 4;

    /// <summary>Decodes a picture in colour or grey; a JPEG at a half, a quarter or an eighth of its size where that is still large enough.</summary>
    public static PixelBuffer Decode(byte[] file, int channels, int leastHeight = int.MaxValue, int leastWidth = int.MaxValue)
    {
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream, out var result);
        var kind = PictureKind.Of(file);
        if (codec is null || !kind.IsRead)
        {
            // Skia does not say that it refuses a size.
            if (kind.Size(file) is var (rows, columns))
                PixelBuffer.Check(rows, columns);
            throw kind.Refused(file, result);
        }
        var (height, width) = (codec.Info.Height, codec.Info.Width);
        PixelBuffer.Check(height, width);
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
        {
            var divisor = 8;
            while (divisor > 1 && ((isTurned ? width : height) / divisor < leastHeight || (isTurned ? height : width) / divisor < leastWidth))
                divisor /= 2;
            var size = codec.GetScaledDimensions(1f / divisor);
            (height, width) = (size.Height, size.Width);
        }
        using var stored = new PixelBuffer(height, width, Parts);
        result = Pixels(codec, stored);
        if (result == SKCodecResult.Success && codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !HasEnd(file))
            result = SKCodecResult.IncompleteInput;
        return result == SKCodecResult.Success ? Upright(stored, codec.EncodedOrigin, channels) : throw kind.Refused(file, result);
    }

    private static unsafe SKCodecResult Pixels(SKCodec codec, PixelBuffer stored)
    {
        // Without a colour space Skia changes no value.
        fixed (byte* pixels = stored.Bytes)
            return codec.GetPixels(new SKImageInfo(stored.Width, stored.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null), (nint)pixels);
    }

    // Skia takes a progressive JPEG for whole as soon as one of its scans is there.
    private static bool HasEnd(ReadOnlySpan<byte> file)
    {
        for (var at = 2; ;)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || (at += next + 1) >= file.Length)
                return false;
            if (file[at] == 0xD9)
                return true;
            // A stuffed, filling, restarting or starting byte has no length behind it.
            if (file[at] is 0 or 1 or 0xFF or (>= 0xD0 and <= 0xD8))
                continue;
            if (at + 3 > file.Length || (at += 1 + (file[at + 1] << 8 | file[at + 2])) > file.Length)
                return false;
        }
    }

    // Turns, lays on white and drops channels in one pass: a pixel's place is the first one's, a step for each row and one for each column.
    private static PixelBuffer Upright(PixelBuffer stored, SKEncodedOrigin origin, int channels)
    {
        var isTurned = origin >= SKEncodedOrigin.LeftTop;
        var picture = isTurned ? new PixelBuffer(stored.Width, stored.Height, channels) : new PixelBuffer(stored.Height, stored.Width, channels);
        var (width, last) = (picture.Width, picture.Height * picture.Width - 1);
        var (first, down, right) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, width, -1),
            SKEncodedOrigin.BottomRight => (last, -width, -1),
            SKEncodedOrigin.BottomLeft => (last - width + 1, -width, 1),
            SKEncodedOrigin.LeftTop => (0, 1, width),
            SKEncodedOrigin.RightTop => (width - 1, -1, width),
            SKEncodedOrigin.RightBottom => (last, -1, -width),
            SKEncodedOrigin.LeftBottom => (last - width + 1, 1, -width),
            _ => (0, width, 1),
        };
        var from = MemoryMarshal.Cast<byte, uint>(stored.Bytes);
        var to = picture.Bytes;
        for (var row = 0; row < stored.Height; row++)
        {
            var place = first + row * down;
            foreach (var pixel in from.Slice(row * stored.Width, stored.Width))
            {
                var (red, green, blue, opacity) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16), (byte)(pixel >> 24));
                if (opacity < 255)
                    (red, green, blue) = (OnWhite(red, opacity), OnWhite(green, opacity), OnWhite(blue, opacity));
                // Grey as Pillow mixes it: 299, 587 and 114 parts of 1000.
                if (channels == 1)
                    to[place] = (byte)(19595 * red + 38470 * green + 7471 * blue + 32768 >> 16);
                else
                    (to[3 * place + 2], to[3 * place + 1], to[3 * place]) = (blue, green, red);
                place += right;
            }
        }
        return picture;
    }

    private static byte OnWhite(int value, int opacity) => (byte)((value * opacity + 255 * (255 - opacity) + 127) / 255);
}

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
/// <param name="Name">"PNG" for one that is read, "a TIFF" for another; null where it is not known.</param>
/// <param name="IsRead">Whether pictures of this kind are read.</param>
internal readonly record struct PictureKind(string? Name, bool IsRead)
{
    private static readonly (int Place, string Bytes, PictureKind Kind)[] Known =
    [
        (0, "\xFF\xD8\xFF", new("JPEG", true)), (0, "\x89PNG", new("PNG", true)), (8, "WEBPVP8", new("WebP", true)), (0, "GIF8", new("GIF", true)),
        (0, "BM", new("BMP", true)),
        (0, "II*\0", new("a TIFF", false)), (0, "MM\0*", new("a TIFF", false)), (4, "ftypavi", new("an AVIF", false)), (4, "ftypmif1", new("a HEIF", false)),
        (4, "ftyphei", new("a HEIC", false)), (4, "ftyphev", new("a HEIC", false)), (4, "ftyp", new("an MP4", false)), (4, "jP  ", new("a JPEG 2000", false)),
        (0, "\xFF\x0A", new("a JPEG XL", false)), (4, "JXL ", new("a JPEG XL", false)), (0, "8BPS", new("a Photoshop file", false)), (0, "\0\0\x01\0", new("an icon", false)),
        (0, "%PDF", new("a PDF", false)), (0, "PK\x03\x04", new("a ZIP archive", false)), (0, "<", new("a page of HTML, XML or SVG", false)),
        (0, Pointer, new(Pointer, false)),
    ];

    private const string Pointer = "version https://git-lfs";

    /// <summary>The kind of a file.</summary>
    public static PictureKind Of(byte[] file)
    {
        var start = Encoding.Latin1.GetString(file.AsSpan(0, Math.Min(file.Length, 32)));
        return Array.Find(Known, known => start.Length > known.Place && start.AsSpan(known.Place).StartsWith(known.Bytes, StringComparison.Ordinal)).Kind;
    }

    /// <summary>The size that the header of a PNG, GIF or BMP gives; null for another kind and where the header is cut off.</summary>
    public (long Height, long Width)? Size(ReadOnlySpan<byte> file) => Name switch
    {
        "PNG" when file.Length >= 24 && file[12..16].SequenceEqual("IHDR"u8) => (BinaryPrimitives.ReadUInt32BigEndian(file[20..]), BinaryPrimitives.ReadUInt32BigEndian(file[16..])),
        "GIF" when file.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(file[8..]), BinaryPrimitives.ReadUInt16LittleEndian(file[6..])),
        // Its rows stand from the top where their number is negative. An older header of 12 bytes has other places.
        "BMP" when file.Length >= 26 && file[14] >= 40 => (Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])), BinaryPrimitives.ReadInt32LittleEndian(file[18..])),
        _ => null,
    };

    /// <summary>Why a file gives no picture, by what Skia said of it, and what to do.</summary>
    public InvalidDataException Refused(byte[] file, SKCodecResult result) => new(this switch
    {
        _ when file.Length == 0 => "the file is empty. Fix: fetch it again, or remove it",
        { IsRead: true } when result == SKCodecResult.Unimplemented => $"a {Name} of a kind that is not read (Skia: {result}). Fix: save it again as an ordinary JPEG or PNG",
        { IsRead: true } when result == SKCodecResult.IncompleteInput => $"no complete {Name} (Skia: {result}). Fix: fetch it again, or remove it",
        { IsRead: true } => $"a {Name} that cannot be decoded (Skia: {result}). Fix: fetch it again, or remove it",
        { Name: Pointer } => "a Git LFS pointer in place of the picture. Fix: git lfs pull",
        { Name: { } name } => $"{name} by its content, which is not read. Fix: convert it to JPEG or PNG, or remove it",
        _ => $"it begins as no known picture does ({Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 8)))}). Fix: convert it to JPEG or PNG, or remove it",
    });
}

/// <summary>A decoded image, [H, W, C], in memory that is lent and given back.</summary>
internal sealed class PixelBuffer(int height, int width, int channels) : IDisposable
{
    /// <summary>Pixels an image may have: 64 Mi, so that a forged header cannot ask for all memory.</summary>
    public const long MostPixels = 1L << 26;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(height * width * channels);

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Channels { get; } = channels;

    public Span<byte> Bytes => _bytes.AsSpan(0, Height * Width * Channels);

    /// <summary>Refuses a size before memory is taken for it.</summary>
    public static void Check(long height, long width)
    {
        FileErrors.Unless(height >= 1 && width >= 1, $"its header gives {height}×{width} pixels, expected at least 1×1. Fix: fetch it again, or remove it");
        FileErrors.Unless(height <= MostPixels / width, $"{height}×{width} pixels are more than {MostPixels}, the most that a picture may have. Fix: save it smaller, or remove it");
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
