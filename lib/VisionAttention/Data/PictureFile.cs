using VisionAttention.Data.Files;

namespace VisionAttention.Data;

/// <summary>A file with a picture: JPEG, PNG, WebP, BMP, or a GIF, of which the first picture is read. Its content decides, not its name.</summary>
/// <remarks>The values are those that are stored, as Pillow's convert gives them; what is transparent lies on white. A JPEG or WebP whose EXIF
/// orientation says that it was taken sideways is turned. A file that is damaged or ends early is an error, as it is to Pillow.</remarks>
public static class PictureFile
{
    private const long MostBytes = 1L << 28;
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file's name ends as a picture's does.</summary>
    public static bool IsNamed(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a picture, makes it as large as covers a size, and cuts out the middle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="channels">3 for colour, 1 for grey.</param>
    /// <returns>Bytes 0 to 255, [C, H, W].</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, too large, or of a kind that is not read; the message names it.</exception>
    public static byte[] Read(string path, int height, int width, int channels = 3)
    {
        if (height is < 1 or > 4096 || width is < 1 or > 4096)
            throw new ArgumentException($"a size of {height}×{width} is not from 1 to 4096");
        if (channels is not (1 or 3))
            throw new ArgumentException($"channels {channels} is neither 1 nor 3");
        var pixels = new byte[channels * height * width];
        Read(path, pixels, channels, height, width);
        return pixels;
    }

    /// <summary>Reads a picture into [C, H, W].</summary>
    internal static void Read(string path, Span<byte> pixels, int channels, int height, int width)
    {
        var length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new FileNotFoundException($"{path} is missing", path);
        try
        {
            if (length > MostBytes)
                throw new InvalidDataException($"{length} bytes are more than {MostBytes}, the most that a picture's file may have. Fix: save it smaller, or remove it");
            // A device has no length, and no end.
            using var decoded = PictureDecoder.Decode(length == 0 ? [] : File.ReadAllBytes(path), channels, height, width);
            Resampling.Cover(decoded, pixels, height, width);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{path}: {failure.Message}", failure);
        }
    }
}
