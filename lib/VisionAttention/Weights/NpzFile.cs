using System.IO.Compression;
using VisionAttention.Weights.Numpy;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A NumPy .npz file: a zip of .npy arrays, such as Google's Vision Transformer checkpoints.</summary>
/// <remarks>
/// An array is named as its member without <c>.npy</c>; slashes are part of a name (<c>opt/target/Transformer/…</c>).
/// Members may be stored or deflated. Members that do not end in .npy are passed over.
/// </remarks>
public sealed class NpzFile : IWeightFile
{
    private const string Kind = ".npz";
    private const string Extension = ".npy";

    // The earliest a zip can tell: the same tensors give the same file on any day.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipMembers _zip;
    private readonly NamedEntries<NpyHeader> _entries;
    private bool _isClosed;

    private NpzFile(string path, ZipMembers zip)
    {
        Path = path;
        _zip = zip;
        _entries = new(path);
        foreach (var member in zip.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
            _entries.Add(member[..^Extension.Length], Header(member));
        if (_entries.Names.Count == 0)
            throw new InvalidDataException($"it has no member that ends in {Extension}");
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _entries.Names;

    /// <summary>Empty: the format has no place for strings.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file and checks the header of each array.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds what is no tensor; the message names the member.</exception>
    public static NpzFile Open(string path)
    {
        FileHead.Read(path);
        var zip = ZipMembers.Open(path, Kind);
        return BadFile.NamingOrDisposing(path, Kind, zip, () => new NpzFile(path, zip));
    }

    /// <summary>Writes a file, whole or not at all: an existing file survives a failure.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">Names and tensors, of any device and strides.</param>
    /// <param name="isCompressed">Whether the arrays are deflated, as numpy.savez_compressed does, or stored.</param>
    /// <exception cref="ArgumentException">A name is empty or used twice; NumPy has no such dtype (BFloat16, complex numbers); the folder does not exist.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool isCompressed = false)
    {
        var wanted = TensorsToWrite.Checked(tensors, Kind, NpyHeader.Has);
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in wanted)
            {
                var member = zip.CreateEntry(name + Extension, isCompressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                member.LastWriteTime = NoTime;
                using var content = member.Open();
                NpyNumbers.Write(tensor, content);
            }
        });
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
        var header = _entries.Find(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return BadFile.Naming(Path, Kind, () =>
        {
            using var content = _zip.Unpack(name + Extension);
            content.ReadExactly(new byte[header.HeaderLength]);
            return NpyNumbers.Read(header, content);
        }, name);
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _zip.Dispose();
    }

    private NpyHeader Header(string member)
    {
        return BadFile.Naming("member " + member, Extension, () =>
        {
            using var content = _zip.Unpack(member);
            var header = NpyHeader.Read(content);
            NpyNumbers.RequireLength(header, _zip.Length(member));
            return header;
        });
    }
}
