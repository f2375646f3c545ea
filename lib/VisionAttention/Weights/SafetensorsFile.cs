using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A .safetensors file: named tensors and a few strings about them.</summary>
/// <remarks>
/// Layout: 8 bytes header length (little-endian), a JSON header (name to dtype, shape, byte range), then the raw numbers, row-major.
/// The header is checked against the file's length before a tensor is made, so that a damaged file costs no memory;
/// the numbers stay on the disk until they are read, so that a file may be larger than the memory.
/// </remarks>
public sealed class SafetensorsFile : WeightFile
{
    internal const string MetadataKey = "__metadata__";

    // In the order in which the format's own library lays tensors out: widest first, so that each begins aligned.
    internal static readonly (string Name, ScalarType Type)[] WidestFirst =
    [
        ("I64", ScalarType.Int64),
        ("F64", ScalarType.Float64),
        ("F32", ScalarType.Float32),
        ("I32", ScalarType.Int32),
        ("BF16", ScalarType.BFloat16),
        ("F16", ScalarType.Float16),
        ("I16", ScalarType.Int16),
        ("I8", ScalarType.Int8),
        ("U8", ScalarType.Byte),
        ("BOOL", ScalarType.Bool),
    ];

    private const string Kind = "safetensors";
    private const int LongestHeader = 100 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly SafeFileHandle _file;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle file)
        : base(path, Kind)
    {
        _file = file;
        var fileLength = RandomAccess.GetLength(file);
        if (fileLength < 8)
            throw new InvalidDataException($"{fileLength} bytes are too few for the 8 of a header length");
        Span<byte> prefix = stackalloc byte[8];
        ReadExactly(prefix, position: 0);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > LongestHeader || length > fileLength - 8)
            throw new InvalidDataException($"the header length {length} does not fit a file of {fileLength} bytes");
        var header = new byte[length];
        ReadExactly(header, position: 8);
        if (header[0] != (byte)'{')
            throw new InvalidDataException("the header does not begin with {");
        if (!Utf8.IsValid(header))
            throw new InvalidDataException("the header is not UTF-8 text");
        _dataStart = 8 + length;
        ReadHeader(header, fileLength - _dataStart);
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind; the message names the file, the value and the rule.</exception>
    public static new SafetensorsFile Open(string path)
    {
        FileHead.Read(path);
        var file = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
        return BadFile.NamingOrDisposing(path, Kind, file, () => new SafetensorsFile(path, file));
    }

    /// <summary>Writes a file, whole or not at all: an existing file survives a failure.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">Names and tensors, of any device and strides; floating-point, whole-number or truth values.</param>
    /// <param name="metadata">Strings to keep with them.</param>
    /// <exception cref="ArgumentException">A name is empty, used twice or <c>__metadata__</c>; the format lacks a dtype; the folder does not exist.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, tensors, metadata);

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        var position = _dataStart + ((Entry)entry).Start;
        return TensorBytes.Read(entry, part =>
        {
            ReadExactly(part, position);
            position += part.Length;
        });
    }

    private protected override void Close() => _file.Dispose();

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
        if (place < 0)
            throw new InvalidDataException($"{name} has the data type {typeName}, which is not known here");
        var shape = Numbers(name, value, "shape");
        var offsets = Numbers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw new InvalidDataException($"{name} has the data_offsets {Shapes.Text(offsets)}, not a start and an end");
        Entry entry;
        try
        {
            entry = new Entry(WidestFirst[place].Type, shape, offsets[0]);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name} has {error.Message}");
        }
        if (entry.ByteCount != offsets[1] - offsets[0])
            throw new InvalidDataException($"{name} of shape {Shapes.Text(shape)} needs {entry.ByteCount} bytes, the file gives it {offsets[1] - offsets[0]}");
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

    private static void Require(JsonElement value, JsonValueKind kind, string what)
    {
        if (value.ValueKind != kind)
            throw new InvalidDataException($"{what} is a JSON {value.ValueKind}, not {(kind == JsonValueKind.String ? "a string" : kind == JsonValueKind.Array ? "an array" : "an object")}");
    }

    // The format demands that tensors follow one another without gap or overlap, and end with the file.
    private static void RequireWholeCover(List<(string Name, Entry Entry)> entries, long dataLength)
    {
        long end = 0;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Entry.Start).ThenBy(pair => pair.Entry.ByteCount))
        {
            if (entry.Start != end)
                throw new InvalidDataException($"{name} begins at byte {entry.Start} of the data, the tensor before it ends at {end}: {(entry.Start < end ? "an overlap" : "a hole")}");
            end = entry.Start + entry.ByteCount;
            if (end > dataLength)
                throw new InvalidDataException($"{name} claims bytes {entry.Start} to {end} of {dataLength}");
        }
        if (end != dataLength)
            throw new InvalidDataException($"{dataLength - end} bytes at the end belong to no tensor");
    }

    private void ReadExactly(Span<byte> destination, long position)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(_file, destination, position);
            if (count == 0)
                throw new EndOfStreamException();
            destination = destination[count..];
            position += count;
        }
    }

    /// <summary>One tensor: type, shape, and where its bytes begin, counted from the end of the header.</summary>
    private sealed record Entry(ScalarType Type, long[] Shape, long Start) : ArrayEntry(Type, Shape);
}
