using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A .safetensors file: named tensors and a few strings about them.</summary>
/// <remarks>
/// Layout: 8 bytes header length (little-endian), a JSON header (name to dtype, shape, byte range), then the raw numbers, row-major.
/// The header is checked against the file's length before a tensor is made, so that a damaged file costs no memory;
/// the numbers stay on the disk until they are read, so that a file may be larger than the memory.
/// </remarks>
internal sealed class SafetensorsFile : WeightFile
{
    private const string MetadataKey = "__metadata__";
    private const string Kind = "safetensors";
    private const int LongestHeader = 100 * 1024 * 1024;
    private const int Alignment = 8;

    // In the order in which the format's own library lays tensors out: widest first, so that each begins aligned.
    private static readonly (string Name, ScalarType Type)[] WidestFirst =
    [
        ("I64", ScalarType.Int64), ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("I32", ScalarType.Int32), ("BF16", ScalarType.BFloat16),
        ("F16", ScalarType.Float16), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _file;
    private readonly long _dataStart;

    private SafetensorsFile(string path, FileStream file)
        : base(path, Kind, file)
    {
        _file = file;
        FileErrors.Unless(file.Length >= 8, $"{file.Length} bytes are too few for the 8 of a header length");
        Span<byte> prefix = stackalloc byte[8];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        FileErrors.Unless(length is >= 2 and <= LongestHeader && length <= file.Length - 8, $"the header length {length} does not fit a file of {file.Length} bytes");
        var header = new byte[length];
        file.ReadExactly(header);
        FileErrors.Unless(header[0] == (byte)'{', "the header does not begin with {");
        FileErrors.Unless(Utf8.IsValid(header), "the header is not UTF-8 text");
        _dataStart = 8 + length;
        ReadHeader(header, file.Length - _dataStart);
    }

    public static new SafetensorsFile Open(string path) => Open(path, Kind, (_, file) => new SafetensorsFile(path, file));

    /// <summary>Writes a file as the format's own library lays it out, whole or not at all: an existing file survives a failure.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var given = tensors.ToArray();
        Check(given);
        KeyValuePair<string, Tensor>[] ordered = [.. given.OrderBy(pair => Place(pair.Value.dtype)).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
                TensorBytes.Write(tensor, stream);
        });
    }

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        _file.Seek(_dataStart + ((Entry)entry).Start, SeekOrigin.Begin);
        return TensorBytes.Read(entry, _file);
    }

    private void ReadHeader(byte[] json, long dataLength)
    {
        using var header = JsonDocument.Parse(json, Strict);
        var entries = new List<(string Name, Entry Entry)>();
        foreach (var property in header.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataKey)
                ReadMetadata(property.Value);
            else
                entries.Add((property.Name, ReadEntry(property.Name, property.Value)));
        }
        foreach (var (name, entry) in entries)
            Add(name, entry);
        RequireWholeCover(entries, dataLength);
    }

    private void ReadMetadata(JsonElement value)
    {
        Require(value, JsonValueKind.Object, MetadataKey);
        foreach (var text in value.EnumerateObject())
        {
            Require(text.Value, JsonValueKind.String, $"{MetadataKey}.{text.Name}");
            Texts.Add(text.Name, text.Value.GetString()!);
        }
    }

    private static Entry ReadEntry(string name, JsonElement value)
    {
        Require(value, JsonValueKind.Object, name);
        var typeName = Property(name, value, "dtype");
        var place = typeName.ValueKind == JsonValueKind.String ? Array.FindIndex(WidestFirst, entry => typeName.ValueEquals(entry.Name)) : -1;
        FileErrors.Unless(place >= 0, $"{name} has the data type {typeName}, which is not known here");
        var shape = Numbers(name, value, "shape");
        var offsets = Numbers(name, value, "data_offsets");
        FileErrors.Unless(offsets is [>= 0, _] && offsets[1] >= offsets[0], $"{name} has the data_offsets {Shapes.Text(offsets)}, not a start and an end");
        Entry entry;
        try
        {
            entry = new Entry(WidestFirst[place].Type, shape, offsets[0]);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name} has {error.Message}");
        }
        var held = offsets[1] - offsets[0];
        FileErrors.Unless(entry.ByteCount == held, $"{name} of shape {Shapes.Text(shape)} needs {entry.ByteCount} bytes, the file gives it {held}");
        return entry;
    }

    private static long[] Numbers(string name, JsonElement entry, string key)
    {
        var value = Property(name, entry, key);
        Require(value, JsonValueKind.Array, $"{key} of {name}");
        return [.. value.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number)
            ? number
            : throw new InvalidDataException($"{key} of {name} holds {element}, not a whole number of 64 bits"))];
    }

    private static JsonElement Property(string name, JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var value) ? value : throw new InvalidDataException($"{name} has no {key}");

    private static void Require(JsonElement value, JsonValueKind kind, string what) =>
        FileErrors.Unless(value.ValueKind == kind, $"{what} is a JSON {value.ValueKind}, not {(kind == JsonValueKind.Array ? "an array" : kind == JsonValueKind.Object ? "an object" : "a string")}");

    // The format demands that tensors follow one another without gap or overlap, and end with the file.
    private static void RequireWholeCover(List<(string Name, Entry Entry)> entries, long dataLength)
    {
        long end = 0;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Entry.Start).ThenBy(pair => pair.Entry.ByteCount))
        {
            FileErrors.Unless(
                entry.Start == end,
                $"{name} begins at byte {entry.Start} of the data, the tensor before it ends at {end}: {(entry.Start < end ? "an overlap" : "a hole")}");
            end = entry.Start + entry.ByteCount;
            FileErrors.Unless(end <= dataLength, $"{name} claims bytes {entry.Start} to {end} of {dataLength}");
        }
        FileErrors.Unless(end == dataLength, $"{dataLength - end} bytes at the end belong to no tensor");
    }

    private static void Check(KeyValuePair<string, Tensor>[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            var problem = name switch
            {
                null or "" => "a tensor to be written has no name",
                MetadataKey => $"no tensor can be named {name}: the format keeps its strings there",
                _ when !names.Add(name) => $"two tensors to be written are named {FileErrors.OneLine(name)}",
                _ when tensor is null || tensor.IsInvalid => $"the tensor {FileErrors.OneLine(name)} is null or disposed",
                _ when Place(tensor.dtype) < 0 => $"{FileErrors.OneLine(name)} is {tensor.dtype}, which a safetensors file cannot hold. Fix: convert it, such as .to(ScalarType.Float32)",
                _ => null,
            };
            if (problem is not null)
                throw new ArgumentException(problem);
        }
    }

    private static int Place(ScalarType type) => Array.FindIndex(WidestFirst, entry => entry.Type == type);

    // Length, JSON, and blanks until the numbers begin at a multiple of eight.
    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var entries = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null)
        {
            if (metadata.FirstOrDefault(pair => pair.Value is null) is { Key: { } nothing })
                throw new ArgumentException($"the metadata {FileErrors.OneLine(nothing)} is null");
            entries.Add(MetadataKey, new OrderedDictionary<string, string>(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        }
        long start = 0;
        foreach (var (name, tensor) in ordered)
        {
            var end = checked(start + (tensor.numel() * tensor.dtype.ElementSize()));
            entries.Add(name, new { dtype = WidestFirst[Place(tensor.dtype)].Name, tensor.shape, data_offsets = new[] { start, end } });
            start = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(entries, Plain);
        var header = new byte[8 + ((json.Length + Alignment - 1) / Alignment * Alignment)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        json.CopyTo(header, 8);
        header.AsSpan(8 + json.Length).Fill((byte)' ');
        return header;
    }

    /// <summary>One tensor: type, shape, and where its bytes begin, counted from the end of the header.</summary>
    private sealed record Entry(ScalarType Type, long[] Shape, long Start) : ArrayEntry(Type, Shape);
}
