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
        var ordered = TensorBytes.Writable(tensors, SafetensorsFile.Kind, type => Place(type) >= 0)
            .OrderBy(pair => Place(pair.Value.dtype))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToArray();
        if (ordered.Any(pair => pair.Key == SafetensorsFile.MetadataKey))
            throw new ArgumentException($"no tensor can be named {SafetensorsFile.MetadataKey}: the format keeps its strings there");
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
                TensorBytes.Write(tensor, stream);
        });
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
