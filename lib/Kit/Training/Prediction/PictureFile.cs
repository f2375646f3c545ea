using VisionAttention.Data.Files;

namespace VisionAttention.Kit.Training.Prediction;

/// <summary>A JPEG or PNG, brought to a model's size as the images of a folder are: as large as covers it, the middle cut out.</summary>
internal static class PictureFile
{
    private const long MostBytes = 1L << 28;

    /// <summary>Reads a file.</summary>
    /// <returns>Bytes 0 to 255, [C, H, W].</returns>
    /// <exception cref="InvalidDataException">It is damaged, too large, or of another kind; the message names it.</exception>
    public static byte[] Read(string path, int channels, int height, int width)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
            throw new UsageProblem($"{path} does not exist: name a JPEG or PNG file");
        if (info.Length > MostBytes)
            throw new InvalidDataException($"{path}: {info.Length} bytes are more than {MostBytes}, the most that an image file may have");
        var file = File.ReadAllBytes(path);
        var pixels = new byte[checked(channels * height * width)];
        try
        {
            using var decoded = Decode(file, channels, height, width);
            Resampling.Cover(decoded, pixels, height, width);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{path}: {failure.Message}", failure);
        }
        return pixels;
    }

    private static PixelBuffer Decode(byte[] file, int channels, int height, int width)
    {
        if (JpegDecoder.Begins(file))
            return JpegDecoder.Decode(file, channels, height, width);
        return PngDecoder.Begins(file) ? PngDecoder.Decode(file, channels) : throw new InvalidDataException("it begins neither as a JPEG nor as a PNG");
    }
}
