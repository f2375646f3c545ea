namespace VisionAttention.Kernel.Display;

/// <summary>The MIME types the kernel itself speaks of.</summary>
internal static class MimeTypes
{
    internal const string Text = "text/plain", Html = "text/html", Markdown = "text/markdown", Javascript = "application/javascript", Json = "application/json",
        Svg = "image/svg+xml";

    internal static bool IsJson(string mimeType) => mimeType == Json || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Pictures travel as base64; SVG is text.</summary>
    internal static bool IsBase64(string mimeType) => mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != Svg;
}
