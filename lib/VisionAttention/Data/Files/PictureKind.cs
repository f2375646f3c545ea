using System.Text;
using SkiaSharp;

namespace VisionAttention.Data.Files;

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

    /// <summary>Why a file gives no picture, and what to do.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="result">What Skia said of it.</param>
    public InvalidDataException Refused(byte[] file, SKCodecResult result) => new(this switch
    {
        _ when file.Length == 0 => "the file is empty. Fix: fetch it again, or remove it",
        { IsRead: true } when result == SKCodecResult.Unimplemented => $"a {Name} of a kind that is not read (Skia: {result}). Fix: save it again as an ordinary JPEG or PNG",
        { IsRead: true } => $"no complete {Name} (Skia: {result}). Fix: fetch it again, or remove it",
        { Name: Pointer } => "a Git LFS pointer in place of the picture. Fix: git lfs pull",
        { Name: { } name } => $"{name} by its content, which is not read. Fix: convert it to JPEG or PNG, or remove it",
        _ => $"it begins as no known picture does ({Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 8)))}). Fix: convert it to JPEG or PNG, or remove it",
    });
}
