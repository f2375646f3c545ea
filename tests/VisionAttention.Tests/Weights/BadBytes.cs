using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VisionAttention.Tests.Weights;

/// <summary>Files put together by hand, so that any part of them can lie.</summary>
internal static class BadBytes
{
    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A safetensors file; the header length is the header's unless given.</summary>
    public static byte[] Safetensors(string header, int dataLength, long? headerLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, headerLength ?? json.Length);
        return [.. prefix, .. json, .. new byte[dataLength]];
    }

    /// <summary>A .npy array.</summary>
    public static byte[] Npy(string header, int dataLength, byte version = 1, byte minor = 0, uint? headerLength = null)
    {
        var length = new byte[version == 1 ? 2 : 4];
        var claimed = headerLength ?? (uint)header.Length;
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)claimed);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(length, claimed);
        return [0x93, .. "NUMPY"u8, version, minor, .. length, .. Latin1(header), .. new byte[dataLength]];
    }

    /// <summary>A member of a zip; the claimed lengths are the true ones unless given.</summary>
    public sealed record Member(string Name, byte[] Content, bool IsDeflated = false, uint? Length = null, uint? Compressed = null);

    public static byte[] Zip(params Member[] members)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var member in members)
        {
            var packed = member.IsDeflated ? Deflated(member.Content) : member.Content;
            var name = Encoding.UTF8.GetBytes(member.Name);
            var common = new byte[26];
            BinaryPrimitives.WriteUInt16LittleEndian(common, 20);
            BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(4), (ushort)(member.IsDeflated ? 8 : 0));
            BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(8), 33);
            BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(14), member.Compressed ?? (uint)packed.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(18), member.Length ?? (uint)member.Content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(22), (ushort)name.Length);
            var place = new byte[14];
            BinaryPrimitives.WriteUInt32LittleEndian(place.AsSpan(10), (uint)file.Position);
            directory.Write([.. "PK\u0001\u0002"u8, 20, 0, .. common, .. place, .. name]);
            file.Write([.. "PK\u0003\u0004"u8, .. common, .. name, .. packed]);
        }
        return [.. file.ToArray(), .. directory.ToArray(), .. End(members.Length, (uint)directory.Length, (uint)file.Length)];
    }

    /// <summary>The record that ends a zip.</summary>
    public static byte[] End(int count, uint directoryLength, uint directoryStart)
    {
        var end = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), directoryLength);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), directoryStart);
        return end;
    }

    /// <summary>A PyTorch zip around a pickle; by default with a storage 0 of six floats.</summary>
    public static byte[] Torch(string pickle, params Member[] more)
    {
        Member[] members = [new("archive/data.pkl", Latin1(pickle)), .. more];
        return Zip(more.Any(member => member.Name.StartsWith("archive/data/", StringComparison.Ordinal)) ? members : [.. members, new("archive/data/0", new byte[24])]);
    }

    /// <summary>The pickle of {'w': tensor}; each argument is a piece of pickle.</summary>
    public static string Tensor(
        string count = "K\u0006",
        string offset = "K\u0000",
        string shape = "K\u0002K\u0003\u0086",
        string strides = "K\u0003K\u0001\u0086",
        string storage = "ctorch\nFloatStorage\n",
        string key = "X\u0001\u0000\u0000\u00000")
    {
        var id = $"(X\u0007\u0000\u0000\u0000storage{storage}{key}X\u0003\u0000\u0000\u0000cpu{count}tQ";
        return $"\u0080\u0002}}X\u0001\u0000\u0000\u0000wctorch._utils\n_rebuild_tensor_v2\n({id}{offset}{shape}{strides}\u0089ccollections\nOrderedDict\n)RtRs.";
    }

    /// <summary>The field of a protobuf message that is a number.</summary>
    public static byte[] Field(int number, long value) => [.. Varint(number << 3), .. Varint(value)];

    /// <summary>The field of a protobuf message that is text, numbers side by side, or a message; the claimed length is the true one unless given.</summary>
    public static byte[] Field(int number, byte[] bytes, long? length = null) => [.. Varint((number << 3) | 2), .. Varint(length ?? bytes.Length), .. bytes];

    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
                return [.. bytes, (byte)rest];
            bytes.Add((byte)(rest | 0x80));
        }
    }

    /// <summary>An ONNX model around the fields of a graph.</summary>
    public static byte[] Onnx(params byte[][] graph) => [.. Field(1, 8), .. Field(2, "pytorch"), .. Field(7, [.. graph.SelectMany(field => field)])];

    /// <summary>An initialiser of a graph; a field of the tensor holds its numbers.</summary>
    public static byte[] Initialiser(string name, long type, long[] shape, params byte[][] numbers) =>
        Field(5, [.. shape.SelectMany(side => Field(1, side)), .. Field(2, type), .. numbers.SelectMany(field => field), .. Field(8, name)]);

    /// <summary>A node of a graph.</summary>
    public static byte[] Node(string operation, string name, string[] inputs, string output, params byte[][] attributes) =>
        Field(1, [.. inputs.SelectMany(input => Field(1, input)), .. Field(2, output), .. Field(3, name), .. Field(4, operation), .. attributes.SelectMany(field => field)]);

    private static byte[] Deflated(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(content);
        return packed.ToArray();
    }
}
