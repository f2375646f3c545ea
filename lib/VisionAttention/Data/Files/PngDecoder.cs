using System.Runtime.InteropServices;
using System.Text;

namespace VisionAttention.Data.Files;

/// <summary>Decodes PNG of every kind through libpng's simplified interface, version 1.6.</summary>
internal static partial class PngDecoder
{
    private const string Library = "libpng16.so.16";
    private const uint Version = 1;
    private const uint FormatGrey = 0;
    private const uint FormatRgb = 2;
    private const uint SixteenBitsAsEight = 4;

    /// <summary>Whether bytes begin as a PNG does.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]);

    /// <summary>Decodes an image to 8 bits; what shows through is white.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <exception cref="InvalidDataException">Damaged, truncated or too large.</exception>
    /// <exception cref="DllNotFoundException">libpng is missing.</exception>
    public static PixelBuffer Decode(byte[] file, int channels)
    {
        return NativeImageLibrary.With(Library, "libpng16-16", () => Run(file, channels));
    }

    private static unsafe PixelBuffer Run(byte[] file, int channels)
    {
        var image = new Image { Version = Version };
        // libpng keeps the address between the two calls.
        fixed (byte* bytes = file)
        {
            try
            {
                if (Begin(&image, bytes, (nuint)file.Length) == 0)
                    throw Wrong(&image);
                // Otherwise libpng takes 16 bits for amounts of light and brightens them.
                image.Flags |= SixteenBitsAsEight;
                image.Format = channels == 1 ? FormatGrey : FormatRgb;
                var buffer = new PixelBuffer(image.Height, image.Width, channels);
                var white = stackalloc byte[] { 255, 255, 255 };
                fixed (byte* pixels = buffer.Bytes)
                {
                    if (Finish(&image, white, pixels, rowStride: 0, colours: null) != 0)
                        return buffer;
                }
                buffer.Dispose();
                throw Wrong(&image);
            }
            finally
            {
                Free(&image);
            }
        }
    }

    private static unsafe InvalidDataException Wrong(Image* image)
    {
        var message = new ReadOnlySpan<byte>(image->Message, 64);
        var end = message.IndexOf((byte)0);
        return new InvalidDataException($"no complete PNG ({Encoding.ASCII.GetString(end < 0 ? message : message[..end])})");
    }

    [LibraryImport(Library, EntryPoint = "png_image_begin_read_from_memory")]
    private static unsafe partial int Begin(Image* image, byte* memory, nuint size);

    [LibraryImport(Library, EntryPoint = "png_image_finish_read")]
    private static unsafe partial int Finish(Image* image, byte* background, byte* buffer, int rowStride, byte* colours);

    [LibraryImport(Library, EntryPoint = "png_image_free")]
    private static unsafe partial void Free(Image* image);

    // png_image of png.h.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Image
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColourMapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }
}
