using System.Text.Json;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Safetensors;

/// <summary>The JSON at the start of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    private static readonly string[] Keys = ["dtype", "shape", "data_offsets"];

    /// <summary>One tensor: type, shape, and where its bytes begin, counted from the end of the header.</summary>
    public sealed record Entry(ScalarType Type, long[] Shape, long Start) : ArrayEntry(Type, Shape);

    /// <param name="json">The header.</param>
    /// <param name="dataLength">Bytes of the file after it.</param>
    /// <param name="entries">Receives the tensors.</param>
    /// <param name="metadata">Receives the file's own strings.</param>
    /// <exception cref="InvalidDataException">The header breaks a rule of the format.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Read(ReadOnlyMemory<byte> json, long dataLength, NamedEntries<Entry> entries, Dictionary<string, string> metadata)
    {
        using var header = JsonDocument.Parse(json);
        if (header.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"the header is a JSON {header.RootElement.ValueKind}, not an object");
        var hasMetadata = false;
        foreach (var property in header.RootElement.EnumerateObject())
        {
            if (property.Name != MetadataKey)
                entries.Add(property.Name, ReadEntry(property.Name, property.Value));
            else if (hasMetadata)
                throw new InvalidDataException($"{MetadataKey} stands twice in the header");
            else
                hasMetadata = ReadMetadata(property.Value, metadata);
        }
        RequireWholeCover(entries, dataLength);
    }

    private static bool ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{MetadataKey} is a JSON {value.ValueKind}, not an object");
        foreach (var text in value.EnumerateObject())
        {
            if (text.Value.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{MetadataKey}.{text.Name} is a JSON {text.Value.ValueKind}, not a string");
            if (!metadata.TryAdd(text.Name, text.Value.GetString()!))
                throw new InvalidDataException($"{MetadataKey}.{text.Name} stands twice");
        }
        return true;
    }

    private static Entry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{name} is a JSON {value.ValueKind}, not an object");
        foreach (var key in Keys)
        {
            var count = value.EnumerateObject().Count(property => property.Name == key);
            if (count != 1)
                throw new InvalidDataException($"{name} has {count} entries {key}, not 1");
        }
        var typeName = value.GetProperty("dtype");
        if (typeName.ValueKind != JsonValueKind.String || SafetensorsTypes.Parse(typeName.GetString()) is not { } type)
            throw new InvalidDataException($"{name} has the data type {typeName}, which is not known here");
        var shape = Numbers(name, value.GetProperty("shape"), "shape");
        var offsets = Numbers(name, value.GetProperty("data_offsets"), "data_offsets");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw new InvalidDataException($"{name} has the data_offsets {Shapes.Text(offsets)}, not a start and an end");
        var entry = Shaped(name, type, shape, offsets[0]);
        if (entry.ByteCount != offsets[1] - offsets[0])
            throw new InvalidDataException($"{name} of shape {Shapes.Text(shape)} needs {entry.ByteCount} bytes, the file gives it {offsets[1] - offsets[0]}");
        return entry;
    }

    private static Entry Shaped(string name, ScalarType type, long[] shape, long start)
    {
        try
        {
            return new Entry(type, shape, start);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name} has {error.Message}");
        }
    }

    private static long[] Numbers(string name, JsonElement value, string key)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{key} of {name} is a JSON {value.ValueKind}, not an array");
        var result = new long[value.GetArrayLength()];
        var place = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out result[place++]))
                throw new InvalidDataException($"{key} of {name} holds {element}, not a whole number of 64 bits");
        }
        return result;
    }

    // The format demands that tensors follow one another without gap or overlap, and end with the file.
    private static void RequireWholeCover(NamedEntries<Entry> entries, long dataLength)
    {
        long end = 0;
        foreach (var (name, entry) in entries.Pairs.OrderBy(pair => pair.Value.Start).ThenBy(pair => pair.Value.ByteCount))
        {
            if (entry.Start != end)
            {
                var what = entry.Start < end ? "an overlap" : "a hole";
                throw new InvalidDataException($"{name} begins at byte {entry.Start} of the data, the tensor before it ends at {end}: {what}");
            }
            end = entry.Start + entry.ByteCount;
            if (end > dataLength)
                throw new InvalidDataException($"{name} claims bytes {entry.Start} to {end} of {dataLength}");
        }
        if (end != dataLength)
            throw new InvalidDataException($"{dataLength - end} bytes at the end belong to no tensor");
    }
}
