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
            bundle[MimeTypes.Text] = formats.As(MimeTypes.Text);
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
