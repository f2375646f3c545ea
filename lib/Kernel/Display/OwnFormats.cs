using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace VisionAttention.Kernel.Display;

/// <summary>How a value shows itself: a registered formatter, or a MIME bundle that the object offers.</summary>
internal static class OwnFormats
{
    private const string BundleName = "MimeBundle";
    private static readonly JsonSerializerOptions JsonOptions = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles, IncludeFields = true };

    /// <summary>
    /// The bundle of an object with a public method <c>ToMimeBundle()</c> or property <c>MimeBundle</c> whose value is a dictionary by MIME type.
    /// Values are texts, bytes of pictures, or objects for JSON. No interface is asked for, so that a library need not know the kernel.
    /// </summary>
    internal static Dictionary<string, string>? Bundle(object value)
    {
        var bundle = BundleValue(value);
        var pairs = bundle switch
        {
            null => null,
            IEnumerable<KeyValuePair<string, string>> texts => texts.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)),
            IEnumerable<KeyValuePair<string, object?>> objects => objects,
            IEnumerable<KeyValuePair<string, byte[]>> pictures => pictures.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)),
            IEnumerable<KeyValuePair<string, JsonNode?>> nodes => nodes.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)),
            _ => null,
        };
        return pairs?.Where(static pair => pair.Value is not null).ToDictionary(static pair => pair.Key, static pair => Text(pair.Value!));
    }

    /// <summary>A value inside another one, as it shows itself; null when it does not.</summary>
    internal static ShownText? Inside(object value)
    {
        if (Bundle(value) is { } bundle)
        {
            return new ShownText(bundle.GetValueOrDefault(MimeTypes.Text) ?? PlainText.Brief(value), bundle.GetValueOrDefault(MimeTypes.Html) ?? Image(bundle));
        }

        var text = FormatterTable.Write(value, MimeTypes.Text);
        var html = FormatterTable.MimeTypesOf(value.GetType()).Contains(MimeTypes.Html) ? FormatterTable.Write(value, MimeTypes.Html) : null;
        return text is null && html is null ? null : new ShownText(text ?? PlainText.Brief(value), html);
    }

    internal static string Json(object? value) => JsonSerializer.Serialize(value, JsonOptions);

    private static string Text(object value) => value switch
    {
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        JsonNode node => node.ToJsonString(),
        _ => Json(value),
    };

    private static string? Image(Dictionary<string, string> bundle)
    {
        var picture = bundle.FirstOrDefault(static entry => MimeTypes.IsBase64(entry.Key));
        return picture.Key is null ? null : $"<img src=\"data:{HtmlView.Escape(picture.Key)};base64,{HtmlView.Escape(picture.Value)}\">";
    }

    private static object? BundleValue(object value)
    {
        var type = value.GetType();
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        var method = type.GetMethod("To" + BundleName, Public, Type.EmptyTypes);
        if (method is null && type.GetProperty(BundleName, Public) is { } property && property.GetIndexParameters().Length == 0)
        {
            method = property.GetMethod;
        }

        return method is not null && typeof(IEnumerable).IsAssignableFrom(method.ReturnType)
            ? method.Invoke(value, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null)
            : null;
    }
}
