using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Display;

/// <summary>A value in every MIME type it can be shown in; text/plain is always among them.</summary>
internal static class MimeBundle
{
    internal static JsonObject Of(object? value, IReadOnlyList<string> mimeTypes)
    {
        var formats = new ValueFormats(value);
        var bundle = new JsonObject();
        foreach (var mimeType in mimeTypes.Count > 0 ? mimeTypes : formats.MimeTypes())
        {
            if (formats.As(mimeType) is { } text)
            {
                bundle[mimeType] = MimeTypes.IsJson(mimeType) ? Parsed(text) : JsonValue.Create(text);
            }
        }

        if (!bundle.ContainsKey(MimeTypes.Text))
        {
            bundle[MimeTypes.Text] = formats.Words();
        }

        return bundle;
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}

/// <summary>The MIME types the kernel itself speaks of.</summary>
internal static class MimeTypes
{
    internal const string Text = "text/plain", Html = "text/html", Markdown = "text/markdown", Javascript = "application/javascript", Json = "application/json",
        Svg = "image/svg+xml";

    internal static bool IsJson(string mimeType) => mimeType == Json || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Pictures travel as base64; SVG is text.</summary>
    internal static bool IsBase64(string mimeType) => mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != Svg;
}
