using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>Named tensors in a file, whatever its format.</summary>
/// <remarks>Opening reads what the file says about its tensors and checks it; the numbers are read one tensor at a time. Not for several threads at once.</remarks>
public abstract class WeightFile : IDisposable
{
    private const int ListedWhole = 8;
    private const int Nearest = 3;
    private const int MostCompared = 4000;

    private readonly string _kind;
    private readonly IDisposable? _held;
    private readonly Dictionary<string, ArrayEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private bool _isClosed;

    private protected WeightFile(string path, string kind, IDisposable? held) => (Path, _kind, _held) = (path, kind, held);

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The names of the tensors, as they stand in the file and in its order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>What the file says beside its tensors, as text; empty where the format has no place for it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Texts;

    /// <summary>Objects of somebody's own beside the tensors, name and class; empty where there are none.</summary>
    internal string Passed { get; private protected init; } = "";

    /// <summary>What may stand for a tensor, but is no plain one, name and class; empty where there is nothing.</summary>
    internal string Unread { get; private protected init; } = "";

    private protected Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Opens a file. Its first bytes tell the format, its extension is not asked.</summary>
    /// <param name="path">
    /// A safetensors file, a NumPy .npz or .npy file, a PyTorch .pt or .pth file of either generation, a TorchScript archive, a Keras .weights.h5 or
    /// .keras file, or an ONNX model.
    /// </param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, empty, of another kind, or stands in for the real one (a web page, a git-lfs pointer).</exception>
    public static WeightFile Open(string path) => Open(path, root: null);

    /// <summary>Opens a file, or a part of it: a dict of a PyTorch file, or the tensors whose names begin with the root and a dot.</summary>
    internal static WeightFile Open(string path, string? root)
    {
        var head = FileHead.Read(path);
        var members = head.IsZip ? Members(path) : [];
        if (head.IsPickle || members.Any(IsPickle))
            return TorchFile.Open(path, root);
        var file = OpenWhole(path, head, members);
        if (root is null)
            return file;
        if (file.Names.Any(name => name.StartsWith(root + ".", StringComparison.Ordinal)))
            return new Part(file, root + ".", isOwner: true);
        using (file)
        {
            var beginnings = file.Names.Select(name => name.Split('.')[0]).Distinct().Take(ListedWhole);
            throw new ArgumentException($"{FileErrors.OneLine(path)} has no tensor whose name begins with {FileErrors.OneLine(root)} and a dot; they begin with {Listed(beginnings)}");
        }
    }

    private static WeightFile OpenWhole(string path, FileHead head, IReadOnlyCollection<string> members)
    {
        if (head.IsHdf || members.Contains(HdfFile.KerasMember))
            return HdfFile.Open(path);
        if (head.IsZip)
            return NpzFile.Open(path);
        if (head.IsNpy)
            return NpyArray.Open(path);
        if (head.IsOnnx)
            return OnnxFile.Open(path);
        FileErrors.Unless(head.IsSafetensors, $"{FileErrors.OneLine(path)} is no file of weights known here: it begins with the bytes {head.Hex}{head.Hint}");
        return SafetensorsFile.Open(path);
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The shape of a tensor, without reading its numbers.</summary>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    public long[] Shape(string name) => [.. Find(name).Shape];

    /// <summary>The element type of a tensor, without reading its numbers.</summary>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    public ScalarType Type(string name) => Find(name).Type;

    /// <summary>A tensor of the file, as a copy that the caller owns.</summary>
    /// <returns>The tensor, contiguous, of the file's dtype and shape, on the CPU.</returns>
    /// <exception cref="ArgumentException">There is no tensor of that name; the message gives the nearest names.</exception>
    /// <exception cref="InvalidDataException">The numbers are not there; the message names the file and the tensor.</exception>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _read.Add(name);
        return FileErrors.Naming(Path, _kind, () => ReadNumbers(name, entry), name);
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _held?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether somebody has read a tensor, here or in a part of this file.</summary>
    internal bool IsRead(string name) => _read.Contains(name);

    /// <summary>The tensors whose names begin alike, as a file that calls them by the rest of their names and ends with this one.</summary>
    internal WeightFile Under(string prefix) => new Part(this, prefix);

    private protected abstract Tensor ReadNumbers(string name, ArrayEntry entry);

    /// <summary>Opens a file for the reader of one format, which closes it if the content is bad.</summary>
    private protected static T Open<T>(string path, string kind, Func<FileHead, FileStream, T> read)
    {
        var head = FileHead.Read(path);
        var file = FileHead.Open(path);
        return FileErrors.NamingOrDisposing(path, kind, file, () => read(head, file));
    }

    private protected void Add(string name, ArrayEntry entry) => FileErrors.Unless(_entries.TryAdd(name, entry), $"two tensors are named {name}");

    // A zip of PyTorch's has a pickle that describes the tensors, one of Keras's an HDF5 file, one of NumPy's an array per member.
    private static IReadOnlyCollection<string> Members(string path)
    {
        using var file = FileHead.Open(path);
        var names = FileErrors.Naming(path, "zip", () => new ZipMembers(file)).Names;
        FileErrors.Unless(
            names.Any(name => IsPickle(name) || name == HdfFile.KerasMember || name.EndsWith(".npy", StringComparison.Ordinal)),
            $"{FileErrors.OneLine(path)} is a zip of {Counted.Text(names.Count, "member")} without data.pkl (PyTorch), {HdfFile.KerasMember} (Keras) and .npy (NumPy)");
        return names;
    }

    private static bool IsPickle(string member) => member.EndsWith(TorchZip.PickleMember, StringComparison.Ordinal);

    private ArrayEntry Find(string name) => _entries.TryGetValue(name, out var entry) ? entry : throw Unknown(name);

    private ArgumentException Unknown(string name)
    {
        var nearest = _entries.Keys.Take(MostCompared).OrderBy(known => Distance(known, name)).Take(Nearest);
        return new ArgumentException($"{FileErrors.OneLine(Path)} has no tensor {FileErrors.OneLine(name)}; " + _entries.Count switch
        {
            0 => "it has none at all",
            <= ListedWhole => $"it has {Listed(_entries.Keys)}",
            _ => $"the nearest of its {_entries.Count} are {Listed(nearest)}",
        });
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(FileErrors.OneLine));

    // Levenshtein's distance: letters added, dropped or changed; a name that holds the other whole counts as near.
    private static double Distance(string known, string wanted)
    {
        if (known.Length > 200 || wanted.Length > 200)
            return double.MaxValue;
        if (known.EndsWith(wanted, StringComparison.OrdinalIgnoreCase) || wanted.EndsWith(known, StringComparison.OrdinalIgnoreCase))
            return Math.Abs(known.Length - wanted.Length) / 1000.0;
        var row = Enumerable.Range(0, wanted.Length + 1).ToArray();
        for (var i = 1; i <= known.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= wanted.Length; j++)
            {
                var changed = diagonal + (known[i - 1] == wanted[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }

    private sealed class Part : WeightFile
    {
        private readonly WeightFile _whole;
        private readonly string _prefix;

        public Part(WeightFile whole, string prefix, bool isOwner = false)
            : base(whole.Path, whole._kind, isOwner ? whole : null)
        {
            (_whole, _prefix) = (whole, prefix);
            foreach (var (name, entry) in whole._entries.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
                Add(name[prefix.Length..], entry);
            foreach (var (key, text) in whole.Texts)
                Texts.Add(key, text);
            (Passed, Unread) = (whole.Passed, whole.Unread);
        }

        private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
        {
            _whole._read.Add(_prefix + name);
            return _whole.ReadNumbers(_prefix + name, entry);
        }
    }
}
