using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Wire;

/// <summary>A message from a front end, its signature already checked.</summary>
internal sealed record Request(
    Channel Channel,
    IReadOnlyList<byte[]> Identities,
    string Type,
    string Id,
    byte[] Header,
    JsonObject Content)
{
    /// <summary>The place in the order of arrival, given by the transport.</summary>
    internal long Sequence { get; init; }

    /// <summary>The length in bytes of a content that was too long to be read; 0 for all others.</summary>
    internal int LengthRefused { get; init; }

    internal string Text(string name) => Value<string>(name) ?? "";

    internal int Number(string name) => Value<int>(name);

    internal bool Flag(string name, bool whenMissing) => Value<bool?>(name) ?? whenMissing;

    // Half a surrogate pair is legal JSON and no legal text.
    private T? Value<T>(string name)
    {
        try
        {
            return Content[name] is JsonValue value && value.TryGetValue(out T? found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}

/// <summary>The four message channels; the heartbeat is the fifth socket and carries no messages.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}
