using System.Runtime.InteropServices;

namespace VisionAttention.Data.Files;

/// <summary>Decodes JPEG through libturbojpeg, the API of version 2.1.</summary>
internal static partial class JpegDecoder
{
    private const string Library = "libturbojpeg.so.0";
    private const int FormatRgb = 0;
    private const int FormatGrey = 6;
    private const int FormatCmyk = 11;
    private const int ColoursCmyk = 3;
    private const int ColoursYcck = 4;

    /// <summary>Whether bytes begin as a JPEG does.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Decodes an image, at a half, a quarter or an eighth of its size where that is still large enough.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="leastHeight">Rows that are needed.</param>
    /// <param name="leastWidth">Columns that are needed.</param>
    /// <exception cref="InvalidDataException">Damaged, truncated or too large.</exception>
    /// <exception cref="DllNotFoundException">libturbojpeg is missing.</exception>
    public static PixelBuffer Decode(byte[] file, int channels, int leastHeight, int leastWidth)
    {
        return NativeImageLibrary.With(Library, "libturbojpeg0", () => Run(file, channels, leastHeight, leastWidth));
    }

    private static PixelBuffer Run(byte[] file, int channels, int leastHeight, int leastWidth)
    {
        var handle = Create();
        if (handle == 0)
            throw new InvalidOperationException($"{Library} could not be started");
        try
        {
            if (ReadHeader(handle, file, (nuint)file.Length, out var width, out var height, out _, out var colours) != 0)
                throw Wrong(handle);
            if (height < 1 || width < 1)
                throw new InvalidDataException("no complete JPEG (no size in it)");
            if (height > PixelBuffer.MostPixels / width)
                throw new InvalidDataException($"{height}×{width} pixels are more than {PixelBuffer.MostPixels}");
            var divisor = 8;
            while (divisor > 1 && (height / divisor < leastHeight || width / divisor < leastWidth))
                divisor /= 2;
            var isFourColours = colours is ColoursCmyk or ColoursYcck;
            var format = isFourColours ? FormatCmyk : channels == 1 ? FormatGrey : FormatRgb;
            var buffer = new PixelBuffer((height + divisor - 1) / divisor, (width + divisor - 1) / divisor, isFourColours ? 4 : channels);
            try
            {
                var result = Decompress(
                    handle, file, (nuint)file.Length, ref MemoryMarshal.GetReference(buffer.Bytes), buffer.Width, pitch: 0, buffer.Height, format, flags: 0);
                if (result != 0 && !IsHarmless(handle))
                    throw Wrong(handle);
                return isFourColours ? FourColours.Convert(buffer, channels) : buffer;
            }
            catch
            {
                buffer.Dispose();
                throw;
            }
        }
        finally
        {
            _ = Destroy(handle);
        }
    }

    private static InvalidDataException Wrong(nint handle) => new($"no complete JPEG ({Message(handle)})");

    // Left over bytes between two parts are common in photographs from cameras, and lose nothing.
    private static bool IsHarmless(nint handle) => Message(handle).Contains("extraneous bytes", StringComparison.Ordinal);

    private static string Message(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle))?.ReplaceLineEndings(" ").TrimEnd('.') ?? "unknown error";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int ReadHeader(nint handle, byte[] file, nuint length, out int width, out int height, out int subsampling, out int colours);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress(
        nint handle, byte[] file, nuint length, ref byte pixels, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}
