using System.Runtime.InteropServices;

namespace VisionAttention.Tests.Data;

/// <summary>Writes JPEG through libturbojpeg.</summary>
internal static partial class JpegEncoder
{
    private const int FormatRgb = 0, FormatGrey = 6, FormatCmyk = 11, Full = 0, GreyOnly = 3;

    public static byte[] Encode(int height, int width, int channels, byte[] pixels, int quality = 95)
    {
        var handle = tjInitCompress();
        nint buffer = 0;
        nuint size = 0;
        try
        {
            var format = channels switch { 1 => FormatGrey, 3 => FormatRgb, _ => FormatCmyk };
            Assert.Equal(0, tjCompress2(handle, pixels, width, 0, height, format, ref buffer, ref size, channels == 1 ? GreyOnly : Full, quality, 0));
            var file = new byte[(int)size];
            Marshal.Copy(buffer, file, 0, file.Length);
            return file;
        }
        finally
        {
            tjFree(buffer);
            _ = tjDestroy(handle);
        }
    }

    [DllImport("libturbojpeg.so.0")]
    private static extern nint tjInitCompress();

    [DllImport("libturbojpeg.so.0")]
    private static extern int tjCompress2(
        nint handle, byte[] pixels, int width, int pitch, int height, int format, ref nint buffer, ref nuint size, int subsampling, int quality, int flags);

    [DllImport("libturbojpeg.so.0")]
    private static extern void tjFree(nint buffer);

    [DllImport("libturbojpeg.so.0")]
    private static extern int tjDestroy(nint handle);
}
