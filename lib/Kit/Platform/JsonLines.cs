using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionAttention.Kit.Platform;

/// <summary>Objects as JSON, one a line, with plain numbers.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        // What is not known is left out; what is no number is written as a word.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(object value) => JsonSerializer.Serialize(value, Format);
}
