using System.IO.Compression;
using VisionAttention.Data.Files;
using VisionAttention.Weights;

namespace VisionAttention.Kit.Training.Prediction;

/// <summary>Writes PNG files of eight bits red, green and blue.</summary>
internal static class PngFile
{
    private const int Parts = 3;

    /// <summary>Writes a picture.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="pixels">[height, width, 3]</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static void Write(string path, byte[] pixels, int height, int width)
    {
        var packed = PngContainer.Unfiltered(pixels, width * Parts, CompressionLevel.Optimal);
        AtomicFile.Write(path, file => PngContainer.Write(file, width, height, PngContainer.RedGreenBlue, packed));
    }
}
