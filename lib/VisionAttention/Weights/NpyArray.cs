using VisionAttention.Weights.Numpy;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A NumPy .npy file: one array, which bears the file's name without its extension.</summary>
/// <remarks>Versions 1.0 to 3.0, either order of axes and bytes; f2, f4, f8, i1, i2, i4, i8, u1, b1. Object arrays are refused, for they hold pickles.</remarks>
public sealed class NpyArray : IWeightFile
{
    private const string Kind = ".npy";

    private readonly FileStream _file;
    private readonly NamedEntries<NpyHeader> _entries;

    private NpyArray(string path, FileStream file)
    {
        Path = path;
        _file = file;
        _entries = new(path);
        var header = NpyHeader.Read(file);
        NpyNumbers.RequireLength(header, file.Length);
        _entries.Add(System.IO.Path.GetFileNameWithoutExtension(path), header);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>One name: the file's own, without extension.</summary>
    public IReadOnlyCollection<string> Names => _entries.Names;

    /// <summary>Empty: the format has no place for strings.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds what is no tensor.</exception>
    public static NpyArray Open(string path)
    {
        FileHead.Read(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return BadFile.NamingOrDisposing(path, Kind, file, () => new NpyArray(path, file));
    }

    /// <summary>Writes one tensor, row-major, whole or not at all: an existing file survives a failure.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensor">The tensor, of any device and strides.</param>
    /// <exception cref="ArgumentException">NumPy has no such dtype (BFloat16, complex numbers), or the folder does not exist.</exception>
    public static void Write(string path, Tensor tensor)
    {
        TensorsToWrite.RequireWritable("array", tensor, Kind, NpyHeader.Has);
        AtomicFile.Write(path, stream => NpyNumbers.Write(tensor, stream));
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
        ObjectDisposedException.ThrowIf(!_file.CanRead, this);
        return BadFile.Naming(Path, Kind, () =>
        {
            _file.Seek(header.HeaderLength, SeekOrigin.Begin);
            return NpyNumbers.Read(header, _file);
        });
    }

    /// <summary>Closes the file; a tensor that was read stays.</summary>
    public void Dispose()
    {
        _file.Dispose();
    }
}
