using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A .safetensors file: named tensors and a few strings about them.</summary>
/// <remarks>
/// Layout: 8 bytes header length (little-endian), a JSON header (name to dtype, shape, byte range), then the raw numbers, row-major.
/// The header is checked against the file's length before a tensor is made, so that a damaged file costs no memory.
/// </remarks>
public sealed class SafetensorsFile
{
    private const int LongestHeader = 100 * 1024 * 1024;

    private readonly byte[] _content;
    private readonly long _dataStart;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly string _path;

    private SafetensorsFile(string path, byte[] content)
    {
        _path = path;
        _content = content;
        _dataStart = ReadHeader();
    }

    /// <summary>The names of the tensors, as they stand in the file.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The file's own strings (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind; the message names the file, the value and the rule.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new SafetensorsFile(path, File.ReadAllBytes(path));
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    /// <param name="name">Its name.</param>
    public bool Contains(string name)
    {
        return _entries.ContainsKey(name);
    }

    /// <summary>A tensor of the file, as a copy that the caller owns.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The tensor, of the file's dtype and shape, on the CPU.</returns>
    /// <exception cref="ArgumentException">There is no tensor of that name.</exception>
    public Tensor Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new ArgumentException($"{_path} has no tensor {name}; it has {string.Join(", ", _entries.Keys)}");
        var result = empty(entry.Shape, dtype: entry.Type);
        if (entry.Length > 0)
            _content.AsSpan((int)(_dataStart + entry.Start), (int)entry.Length).CopyTo(result.bytes);
        return result;
    }

    private long ReadHeader()
    {
        if (_content.Length < 8)
            throw Damaged($"{_content.Length} bytes are too few for the 8 of a header length");
        var length = BinaryPrimitives.ReadInt64LittleEndian(_content);
        if (length is < 2 or > LongestHeader || length > _content.Length - 8)
            throw Damaged($"the header length {length} does not fit a file of {_content.Length} bytes");
        try
        {
            using var header = JsonDocument.Parse(_content.AsMemory(8, (int)length));
            foreach (var property in header.RootElement.EnumerateObject())
                ReadEntry(property, _content.Length - 8 - length);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged($"the header is not the expected JSON: {error.Message}");
        }
        return 8 + length;
    }

    private void ReadEntry(JsonProperty property, long dataLength)
    {
        if (property.Name == "__metadata__")
        {
            foreach (var text in property.Value.EnumerateObject())
                _metadata[text.Name] = text.Value.GetString() ?? "";
            return;
        }
        var type = DataType(property.Value.GetProperty("dtype").GetString(), property.Name);
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataLength)
            throw Damaged($"{property.Name} claims bytes [{string.Join(", ", offsets)}] of {dataLength}");
        var expected = (Int128)type.ElementSize();
        foreach (var side in shape)
        {
            if (side < 0)
                throw Damaged($"{property.Name} has a negative side in {Shapes.Text(shape)}");
            expected *= side;
            if (expected > long.MaxValue)
                throw Damaged($"{property.Name} has an impossible shape {Shapes.Text(shape)}");
        }
        if (expected != offsets[1] - offsets[0])
            throw Damaged($"{property.Name} of shape {Shapes.Text(shape)} needs {expected} bytes, the file gives it {offsets[1] - offsets[0]}");
        _entries.Add(property.Name, new Entry(type, shape, offsets[0], offsets[1] - offsets[0]));
    }

    private ScalarType DataType(string? name, string tensor)
    {
        return name switch
        {
            "F64" => ScalarType.Float64,
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "I64" => ScalarType.Int64,
            "I32" => ScalarType.Int32,
            "I16" => ScalarType.Int16,
            "I8" => ScalarType.Int8,
            "U8" => ScalarType.Byte,
            "BOOL" => ScalarType.Bool,
            _ => throw Damaged($"{tensor} has the unknown data type {name}"),
        };
    }

    private InvalidDataException Damaged(string reason)
    {
        return new InvalidDataException($"{_path} is not a whole safetensors file: {reason}");
    }

    private sealed record Entry(ScalarType Type, long[] Shape, long Start, long Length);
}
