using System.Buffers.Binary;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;
using VisionAttention.Weights.Safetensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A .safetensors file: named tensors and a few strings about them.</summary>
/// <remarks>
/// Layout: 8 bytes header length (little-endian), a JSON header (name to dtype, shape, byte range), then the raw numbers, row-major.
/// The header is checked against the file's length before a tensor is made, so that a damaged file costs no memory;
/// the numbers stay on the disk until they are read, so that a file may be larger than the memory.
/// </remarks>
public sealed class SafetensorsFile : IWeightFile
{
    private const string Kind = "safetensors";
    private const int LongestHeader = 100 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly NamedEntries<SafetensorsHeader.Entry> _entries;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
        _entries = new(path);
        _dataStart = ReadHeader();
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _entries.Names;

    /// <summary>The file's own strings (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind; the message names the file, the value and the rule.</exception>
    public static SafetensorsFile Open(string path)
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
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <inheritdoc/>
    public bool Contains(string name)
    {
        return _entries.Contains(name);
    }

    /// <inheritdoc/>
    public long[] Shape(string name)
    {
        return [.. _entries.Find(name).Shape];
    }

    /// <inheritdoc/>
    public ScalarType Type(string name)
    {
        return _entries.Find(name).Type;
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        var entry = _entries.Find(name);
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        var position = _dataStart + entry.Start;
        return BadFile.Naming(Path, Kind, () => TensorBytes.Read(entry, ReadNext), name);

        void ReadNext(Span<byte> part)
        {
            ReadExactly(part, position);
            position += part.Length;
        }
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public void Dispose()
    {
        _file.Dispose();
    }

    private long ReadHeader()
    {
        var fileLength = RandomAccess.GetLength(_file);
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
        SafetensorsHeader.Read(header, fileLength - 8 - length, _entries, _metadata);
        return 8 + length;
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
}
