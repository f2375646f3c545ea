using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace VisionAttention.Kernel.Display;

/// <summary>A value in every MIME type it can be shown in; text/plain is always among them.</summary>
internal static class MimeBundle
{
    internal static JsonObject Of(object? value, IReadOnlyList<string> mimeTypes)
    {
        var texts = value is null ? null : OwnBundle(value);
        if (texts is not null && mimeTypes.Count > 0)
        {
            texts = mimeTypes.Where(texts.ContainsKey).ToDictionary(static type => type, type => texts[type]);
        }

        texts ??= Formatter.FormatAll(value, mimeTypes);
        return FromTexts(texts, () => Formatter.FormatAs(value, MimeTypes.Text));
    }

    internal static JsonObject FromTexts(IReadOnlyDictionary<string, string> texts, Func<string> plainText)
    {
        var bundle = new JsonObject();
        foreach (var (mimeType, text) in texts)
        {
            bundle[mimeType] = MimeTypes.IsJson(mimeType) ? Parsed(text) : JsonValue.Create(text);
        }

        if (!bundle.ContainsKey(MimeTypes.Text))
        {
            bundle[MimeTypes.Text] = plainText();
        }

        return bundle;
    }

    /// <summary>An object shows itself when it has a public method <c>ToMimeBundle()</c> that gives texts by MIME type.</summary>
    private static Dictionary<string, string>? OwnBundle(object value)
    {
        var method = value.GetType().GetMethod("ToMimeBundle", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        if (method is null || !typeof(IReadOnlyDictionary<string, string>).IsAssignableFrom(method.ReturnType))
        {
            return null;
        }

        return method.Invoke(value, null) is IReadOnlyDictionary<string, string> texts ? new Dictionary<string, string>(texts) : null;
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
