using VisionAttention.Weights.Torch;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A PyTorch .pt or .pth file of either generation: a state_dict, alone or wrapped with its training run.</summary>
/// <remarks>
/// Such a file is a Python pickle, which could call any function. Here nothing is called: the pickle may hold numbers, text,
/// tuples, lists, dicts, tensors, and the settings of <c>argparse</c>; any other name ends the reading, with the name in the message.
/// Names of tensors are joined with dots. Where the top dict has no tensors and just one of its dicts has, that dict
/// is the root and its names stand alone; <see cref="Metadata"/> then says so under <c>root</c>.
/// Numbers, text and settings are in <see cref="Metadata"/> under their full names (<c>epoch</c>, <c>args.lr</c>).
/// </remarks>
public sealed class TorchFile : IWeightFile
{
    /// <summary>The key of <see cref="Metadata"/> that names the root, where there is one.</summary>
    public const string RootKey = "root";

    private const string Kind = "PyTorch";

    private readonly ITorchStorages _storages;
    private readonly NamedEntries<TorchView> _entries;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _isClosed;

    private TorchFile(string path, ITorchStorages storages, string? root)
    {
        Path = path;
        _storages = storages;
        _entries = new(path);
        var nameOfSingle = System.IO.Path.GetFileNameWithoutExtension(path);
        var content = TorchContent.Of(storages.Content, nameOfSingle);
        foreach (var (name, text) in content.Values)
            _metadata.TryAdd(name, text);
        root ??= TorchContent.DefaultRoot(storages.Content);
        if (root is not null)
        {
            content = TorchContent.Of(TorchContent.Child(storages.Content, root) as PickleDict ?? throw NoRoot(path, root, storages.Content), root);
            _metadata[RootKey] = root;
        }
        foreach (var (name, tensor) in content.Tensors)
            _entries.Add(name, tensor);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The names of the tensors, dicts in dicts joined with dots, counted from the root.</summary>
    public IReadOnlyCollection<string> Names => _entries.Names;

    /// <summary>Numbers, text and settings beside the tensors, as Python would write them; <c>root</c> where a root was chosen.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens a file and reads the description of its tensors; calls nothing that the file names.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <param name="root">The dict to read, such as <c>model</c> or <c>teacher</c>; without it, the only one with tensors, or else everything.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The file has no such root.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds more than weights; the message names what.</exception>
    public static TorchFile Open(string path, string? root = null)
    {
        var head = FileHead.Read(path);
        if (!head.IsZip && !head.IsPickle)
            throw BadFile.Damaged(path, Kind, $"it begins with the bytes {head.Hex}, neither a zip nor a pickle{head.Hint}");
        ITorchStorages storages = head.IsZip ? TorchZip.Open(path, Kind) : TorchLegacy.Open(path, Kind);
        return BadFile.NamingOrDisposing(path, Kind, storages, () => new TorchFile(path, storages, root));
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
        var view = _entries.Find(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var start = view.Offset * (view.Storage.ByteCount / Math.Max(view.Storage.Count, 1));
        return BadFile.Naming(Path, Kind, () => _storages.Read(view.Storage, start, stream => Read(view, stream)), name);
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _storages.Dispose();
    }

    private static Tensor Read(TorchView view, Stream stream)
    {
        if (view.IsContiguous || view.Extent == 0)
            return TensorBytes.Read(view, stream.ReadExactly);
        // The numbers from the first to the last that the view uses, then the view of them, made contiguous.
        using var scope = NewDisposeScope();
        var numbers = TensorBytes.Read(new ArrayEntry(view.Type, [view.Extent]), stream.ReadExactly);
        return numbers.as_strided(view.Shape, view.Strides).contiguous().MoveToOuterDisposeScope();
    }

    private static ArgumentException NoRoot(string path, string root, object? content)
    {
        var keys = content is PickleDict dict ? dict.Pairs.Select(pair => pair.Key).OfType<string>().Take(16).Select(BadFile.OneLine) : [];
        return new ArgumentException($"{BadFile.OneLine(path)} has no dict {BadFile.OneLine(root)}; its top has {string.Join(", ", keys)}");
    }
}
