using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Safetensors;

/// <summary>Writes .safetensors files as the format's own library lays them out.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var ordered = TensorsToWrite.Checked(tensors, "safetensors", SafetensorsTypes.Has)
            .OrderBy(pair => SafetensorsTypes.Place(pair.Value.dtype))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToArray();
        if (ordered.Any(pair => pair.Key == SafetensorsHeader.MetadataKey))
            throw new ArgumentException($"no tensor can be named {SafetensorsHeader.MetadataKey}: the format keeps its strings there");
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
                TensorBytes.Write(tensor, stream);
        });
    }

    // Length, JSON, and blanks until the numbers begin at a multiple of eight.
    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = Json(ordered, metadata);
        var length = (json.Length + Alignment - 1) / Alignment * Alignment;
        var header = new byte[8 + length];
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        json.CopyTo(header, 8);
        header.AsSpan(8 + json.Length).Fill((byte)' ');
        return header;
    }

    private static byte[] Json(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        if (metadata is not null)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, text ?? throw new ArgumentException($"the metadata {BadFile.OneLine(key)} is null"));
            json.WriteEndObject();
        }
        long start = 0;
        foreach (var (name, tensor) in ordered)
        {
            var end = checked(start + (tensor.numel() * tensor.dtype.ElementSize()));
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsTypes.Name(tensor.dtype));
            WriteNumbers(json, "shape", tensor.shape);
            WriteNumbers(json, "data_offsets", [start, end]);
            json.WriteEndObject();
            start = end;
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, long[] numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
