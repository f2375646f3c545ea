using System.Buffers;
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
    // No cell is that long; parsing more would only eat memory.
    internal const int MostContentBytes = 32 * 1024 * 1024;
    private readonly SeenSignatures _seen = new();
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

    /// <summary>Null for anything that is not a well-formed message with a right signature that came once.</summary>
    internal Request? Read(Channel channel, List<byte[]> frames)
    {
        var start = frames.FindIndex(static frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (start < 0 || frames.Count < start + 6)
        {
            return null;
        }

        byte[][] parts = [frames[start + 2], frames[start + 3], frames[start + 4], frames[start + 5]];
        if (!IsSigned(parts, frames[start + 1]))
        {
            return null;
        }

        try
        {
            var isTooLong = parts[3].Length > MostContentBytes;
            if (Parse(parts[0]) is not { } header || Parse(isTooLong ? EmptyObject : parts[3]) is not { } content || (string?)header["msg_type"] is not { } type)
            {
                return null;
            }

            return new Request(channel, frames.GetRange(0, start), type, (string?)header["msg_id"] ?? "", parts[0], content)
            {
                LengthRefused = isTooLong ? parts[3].Length : 0,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // Twice the same name would surface as an exception later, when the object is first asked.
    private static JsonObject? Parse(byte[] text) => JsonNode.Parse(text, nodeOptions: null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;

    private bool IsSigned(byte[][] parts, byte[] signature)
    {
        if (_key.Length == 0)
        {
            return true;
        }

        // The digests are compared, not their hexadecimal texts: a text has several spellings, and each could be replayed.
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(parts, digest);
        return signature.Length == 2 * given.Length
            && Convert.FromHexString(signature, given, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(digest, given)
            && _seen.Add(digest);
    }

    private string Sign(byte[][] parts)
    {
        if (_key.Length == 0)
        {
            return "";
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(parts, digest);
        return Convert.ToHexStringLower(digest);
    }

    private void Digest(byte[][] parts, Span<byte> digest)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        hash.GetHashAndReset(digest);
    }
}

/// <summary>Remembers the latest signatures, so that a recorded message cannot be sent a second time.</summary>
internal sealed class SeenSignatures(int capacity = 65_536)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>False when this signature has been seen already. The first half of a SHA-256 identifies it well enough.</summary>
    internal bool Add(ReadOnlySpan<byte> digest)
    {
        var mark = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
        if (!_seen.Add(mark))
        {
            return false;
        }

        _order.Enqueue(mark);
        if (_order.Count > capacity)
        {
            _seen.Remove(_order.Dequeue());
        }

        return true;
    }
}
