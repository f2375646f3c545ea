using System.Text.Json;
using System.Text.Json.Serialization;
using VisionAttention.Tensors;

namespace VisionAttention.Training;

/// <summary>The options of a run as JSON text, and back.</summary>
public static class TrainingOptionsJson
{
    internal static readonly JsonSerializerOptions Format = new()
    {
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        IgnoreReadOnlyProperties = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // A misspelt setting would otherwise be trained without, unnoticed.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>All settings, one a line.</summary>
    /// <param name="options">The recipe.</param>
    public static string Write(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonSerializer.Serialize(options, Format);
    }

    /// <summary>The settings of a text; those that it leaves out have their defaults.</summary>
    /// <param name="json">As <see cref="Write"/> makes it.</param>
    /// <exception cref="InvalidDataException">No JSON, an unknown or repeated setting, a value of the wrong kind or out of range.</exception>
    public static TrainingOptions Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse<TrainingOptions>(json, "the training options", options => options.Validate());
    }

    /// <summary>Any of this library's records from JSON; errors are one line.</summary>
    internal static T Parse<T>(string json, string what, Action<T>? check = null)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json, Format) ?? throw new InvalidDataException($"{what} are null");
            check?.Invoke(value);
            return value;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{what} cannot be read: {(error is JsonException syntax ? FileErrors.Json(syntax) : error.Message.ReplaceLineEndings(" "))}", error);
        }
    }
}
