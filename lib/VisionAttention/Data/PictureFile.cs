using VisionAttention.Data.Files;
using VisionAttention.Tensors;

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
    /// <exception cref="InvalidDataException">It is damaged, too large, of a kind that is not read, no file, or may not be read; the message names it.</exception>
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
        try
        {
            using var decoded = PictureDecoder.Decode(Bytes(path), channels, height, width);
            Resampling.Cover(decoded, pixels, height, width);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{BadFile.Path(path)} is missing. Fix: name a picture's file that is there", path, failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new InvalidDataException($"{BadFile.Path(path)}: access is denied. Fix: allow it to be read (chmod u+r), or remove it", failure);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{BadFile.Path(path)}: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new InvalidDataException($"{BadFile.Path(path)}: it cannot be read ({BadFile.OneLine(failure.Message)}). Fix: fetch it again, or remove it", failure);
        }
    }

    private static byte[] Bytes(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException("a folder, not a file. Fix: name a picture's file, or give the folder another name");
        // Opening a pipe would wait for its writer: like a device, it is known by its length of 0 before that.
        if (Followed(path).Length == 0)
            throw new InvalidDataException("0 bytes long: an empty file, or a pipe or device, which are not read. Fix: fetch the picture again, or remove it");
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > MostBytes)
            throw new InvalidDataException($"{length} bytes are more than {MostBytes}, the most that a picture's file may have. Fix: save it smaller, or remove it");
        var bytes = new byte[length];
        for (int at = 0, read; at < bytes.Length; at += read)
        {
            read = RandomAccess.Read(file, bytes.AsSpan(at), at);
            if (read == 0)
                throw new InvalidDataException($"it ended after {at} of {length} bytes while it was read. Fix: try again when nothing writes to it");
        }
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
            : throw new InvalidDataException($"a link to {BadFile.Path(link)}, through which no file is reached. Fix: let it point to a picture's file, or remove it");
    }
}
