using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Wire;

/// <summary>Turns messages into signed frames and back.</summary>
internal sealed class MessageCodec(string key, string session)
{
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    internal List<byte[]> Write(
        IReadOnlyList<byte[]> identities, string type, byte[]? parentHeader, JsonObject content, JsonObject? metadata = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        byte[][] parts =
        [
            Encoding.UTF8.GetBytes(header.ToJsonString()),
            parentHeader ?? EmptyObject,
            metadata is null ? EmptyObject : Encoding.UTF8.GetBytes(metadata.ToJsonString()),
            Encoding.UTF8.GetBytes(content.ToJsonString()),
        ];
        var frames = new List<byte[]>(identities.Count + 6);
        frames.AddRange(identities);
        frames.Add(Delimiter);
        frames.Add(Encoding.ASCII.GetBytes(Sign(parts)));
        frames.AddRange(parts);
        return frames;
    }

    /// <summary>Null for anything that is not a well-formed message with a right signature.</summary>
    internal Request? Read(Channel channel, List<byte[]> frames)
    {
        var start = frames.FindIndex(static frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (start < 0 || frames.Count < start + 6)
        {
            return null;
        }

        byte[][] parts = [frames[start + 2], frames[start + 3], frames[start + 4], frames[start + 5]];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts)), frames[start + 1]))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(parts[0]) is JsonObject header && JsonNode.Parse(parts[3]) is JsonObject content
                && (string?)header["msg_type"] is { } type
                ? new Request(channel, frames.GetRange(0, start), type, (string?)header["msg_id"] ?? "", parts[0], content)
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private string Sign(byte[][] parts)
    {
        if (_key.Length == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
