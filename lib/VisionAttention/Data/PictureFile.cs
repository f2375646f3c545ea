using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>A file with a picture: JPEG, PNG, WebP, BMP, or a GIF, of which the first picture is read. Its content decides, not its name.</summary>
/// <remarks>The values are those that are stored, as Pillow's convert gives them; what is transparent lies on white. A JPEG or WebP whose EXIF
/// orientation says that it was taken sideways is turned. A file that is damaged or ends early is an error, as it is to Pillow.</remarks>
internal static class PictureFile
{
    private const long MostBytes = 1L << 28;
    private static readonly string[] Endings = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>The endings beside .jpg, for a message.</summary>
    public static string OtherEndings { get; } = string.Join(", ", Endings.Skip(1));

    /// <summary>Whether a file's name ends as a picture's does.</summary>
    public static bool IsNamed(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses what no picture is brought to: sizes from 1 to 4096, 3 channels for colour or 1 for grey.</summary>
    public static void Check(int height, int width, int channels)
    {
        if (height is < 1 or > 4096 || width is < 1 or > 4096)
            throw new ArgumentException($"a size of {height}×{width} is not from 1 to 4096");
        if (channels is not (1 or 3))
            throw new ArgumentException($"channels {channels} is neither 1 nor 3");
    }

    /// <summary>Reads a picture, makes it as large as covers a size, and cuts out the middle: bytes 0 to 255, [C, H, W].</summary>
    public static byte[] Read(string path, int height, int width, int channels = 3)
    {
        Check(height, width, channels);
        var pixels = new byte[channels * height * width];
        Read(path, pixels, channels, height, width);
        return pixels;
    }

    /// <summary>Reads a picture into [C, H, W].</summary>
    public static void Read(string path, Span<byte> pixels, int channels, int height, int width)
    {
        try
        {
            using var decoded = PictureDecoder.Decode(Bytes(path), channels, height, width);
            Resampling.Cover(decoded, pixels, height, width);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{FileErrors.Path(path)} is missing. Fix: name a picture's file that is there", path, failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or InvalidDataException or IOException)
        {
            throw new InvalidDataException($"{FileErrors.Path(path)}: " + failure switch
            {
                UnauthorizedAccessException => "access is denied. Fix: allow it to be read (chmod u+r), or remove it",
                InvalidDataException => failure.Message,
                _ => $"it cannot be read ({FileErrors.OneLine(failure.Message)}). Fix: fetch it again, or remove it",
            }, failure);
        }
    }

    private static byte[] Bytes(string path)
    {
        FileErrors.Unless(!Directory.Exists(path), "a folder, not a file. Fix: name a picture's file, or give the folder another name");
        // Opening a pipe would wait for its writer: like a device, it is known by its length of 0 before that.
        FileErrors.Unless(Followed(path).Length > 0, "0 bytes long: an empty file, or a pipe or device, which are not read. Fix: fetch the picture again, or remove it");
        using var file = File.OpenRead(path);
        var length = file.Length;
        FileErrors.Unless(length <= MostBytes, $"{length} bytes are more than {MostBytes}, the most that a picture's file may have. Fix: save it smaller, or remove it");
        var bytes = new byte[length];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        FileErrors.Unless(read == length, $"it ended after {read} of {length} bytes while it was read. Fix: try again when nothing writes to it");
        return bytes;
    }

    // A link's own length says nothing of what it leads to.
    private static FileInfo Followed(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not { } link)
            return file;
        FileSystemInfo? target = null;
        try
        {
            target = file.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // A circle of links.
        }
        return target is { Exists: true }
            ? new FileInfo(target.FullName)
            : throw new InvalidDataException($"a link to {FileErrors.Path(link)}, through which no file is reached. Fix: let it point to a picture's file, or remove it");
    }
}

/// <summary>Brings an image to a size: as large as covers it, the middle cut out.</summary>
internal static class Resampling
{
    /// <summary>Resizes to [C, H, W].</summary>
    /// <remarks>Each value is a weighted mean with a triangle about its place: as wide as one pixel of the source where the image grows
    /// (bilinear), as one of the target where it shrinks, so that every pixel of the source counts.</remarks>
    public static void Cover(PixelBuffer source, Span<byte> target, int height, int width)
    {
        var scale = Math.Min((double)source.Height / height, (double)source.Width / width);
        var columns = Taps(source.Width, width, scale);
        var rows = Taps(source.Height, height, scale);
        var channels = source.Channels;
        ReadOnlySpan<byte> from = source.Bytes;
        var line = new float[source.Width * channels];
        for (var row = 0; row < height; row++)
        {
            // Rows first: the memory is read in its order, and one line is all that is kept.
            Array.Clear(line);
            var (top, rowWeights) = rows[row];
            for (var tap = 0; tap < rowWeights.Length; tap++)
            {
                var weight = rowWeights[tap];
                var bytes = from.Slice((top + tap) * line.Length, line.Length);
                for (var at = 0; at < line.Length; at++)
                    line[at] += weight * bytes[at];
            }
            for (var column = 0; column < width; column++)
            {
                var (left, weights) = columns[column];
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = 0.5f;
                    for (var tap = 0; tap < weights.Length; tap++)
                        sum += weights[tap] * line[(left + tap) * channels + channel];
                    target[(channel * height + row) * width + column] = (byte)Math.Clamp(sum, 0, 255);
                }
            }
        }
    }

    // Which pixels of a line count for each pixel of the result, from which on, and how much.
    private static (int First, float[] Weights)[] Taps(int source, int target, double scale)
    {
        var taps = new (int, float[])[target];
        var support = Math.Max(1, scale);
        var margin = (source - target * scale) / 2;
        for (var place = 0; place < target; place++)
        {
            var centre = margin + (place + 0.5) * scale;
            var first = Math.Clamp((int)Math.Ceiling(centre - support - 0.5), 0, source - 1);
            var last = Math.Clamp((int)Math.Floor(centre + support - 0.5), first, source - 1);
            var weights = new float[last - first + 1];
            var sum = 0.0;
            for (var tap = 0; tap < weights.Length; tap++)
                sum += weights[tap] = (float)Math.Max(1e-6, 1 - Math.Abs(first + tap + 0.5 - centre) / support);
            for (var tap = 0; tap < weights.Length; tap++)
                weights[tap] = (float)(weights[tap] / sum);
            taps[place] = (first, weights);
        }
        return taps;
    }
}
