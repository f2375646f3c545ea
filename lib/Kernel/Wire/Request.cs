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

    internal string Text(string name) => Content[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    internal int Number(string name) => Content[name] is JsonValue value && value.TryGetValue(out int number) ? number : 0;

    internal bool Flag(string name, bool whenMissing) =>
        Content[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : whenMissing;
}
