using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>Writes .safetensors files as the format's own library lays them out.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var given = tensors.ToArray();
        Require(given);
        KeyValuePair<string, Tensor>[] ordered = [.. given.OrderBy(pair => Place(pair.Value.dtype)).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
                TensorBytes.Write(tensor, stream);
        });
    }

    private static void Require(KeyValuePair<string, Tensor>[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException("a tensor to be written has no name");
            if (name == SafetensorsFile.MetadataKey)
                throw new ArgumentException($"no tensor can be named {name}: the format keeps its strings there");
            if (!names.Add(name))
                throw new ArgumentException($"two tensors to be written are named {BadFile.OneLine(name)}");
            if (tensor is null || tensor.IsInvalid)
                throw new ArgumentException($"the tensor {BadFile.OneLine(name)} is null or disposed");
            if (Place(tensor.dtype) < 0)
                throw new ArgumentException($"{BadFile.OneLine(name)} is {tensor.dtype}, which a safetensors file cannot hold. Fix: convert it, such as .to(ScalarType.Float32)");
        }
    }

    private static int Place(ScalarType type) => Array.FindIndex(SafetensorsFile.WidestFirst, entry => entry.Type == type);

    // Length, JSON, and blanks until the numbers begin at a multiple of eight.
    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var entries = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null)
        {
            if (metadata.FirstOrDefault(pair => pair.Value is null) is { Key: { } nothing })
                throw new ArgumentException($"the metadata {BadFile.OneLine(nothing)} is null");
            entries.Add(SafetensorsFile.MetadataKey, new OrderedDictionary<string, string>(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        }
        long start = 0;
        foreach (var (name, tensor) in ordered)
        {
            var end = checked(start + (tensor.numel() * tensor.dtype.ElementSize()));
            entries.Add(name, new { dtype = SafetensorsFile.WidestFirst[Place(tensor.dtype)].Name, tensor.shape, data_offsets = new[] { start, end } });
            start = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(entries, Plain);
        var header = new byte[8 + ((json.Length + Alignment - 1) / Alignment * Alignment)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        json.CopyTo(header, 8);
        header.AsSpan(8 + json.Length).Fill((byte)' ');
        return header;
    }
}
