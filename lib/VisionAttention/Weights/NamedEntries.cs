namespace VisionAttention.Weights;

/// <summary>The tensors of a file by name, in the file's order.</summary>
internal sealed class NamedEntries<T>(string path)
    where T : ArrayEntry
{
    private const int ListedWhole = 8;
    private const int Nearest = 3;
    private const int MostCompared = 4000;

    private readonly Dictionary<string, T> _entries = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public IEnumerable<KeyValuePair<string, T>> Pairs => _entries;

    /// <exception cref="InvalidDataException">The name is taken.</exception>
    public void Add(string name, T entry)
    {
        if (!_entries.TryAdd(name, entry))
            throw new InvalidDataException($"two tensors are named {name}");
    }

    public bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _entries.ContainsKey(name);
    }

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public T Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _entries.TryGetValue(name, out var entry) ? entry : throw Unknown(name);
    }

    private ArgumentException Unknown(string name)
    {
        var start = $"{BadFile.OneLine(path)} has no tensor {BadFile.OneLine(name)}";
        if (_entries.Count == 0)
            return new ArgumentException($"{start}; it has none at all");
        if (_entries.Count <= ListedWhole)
            return new ArgumentException($"{start}; it has {Listed(_entries.Keys)}");
        var nearest = _entries.Keys.Take(MostCompared).OrderBy(known => Distance(known, name)).Take(Nearest);
        return new ArgumentException($"{start}; the nearest of its {_entries.Count} are {Listed(nearest)}");
    }

    private static string Listed(IEnumerable<string> names)
    {
        return string.Join(", ", names.Select(BadFile.OneLine));
    }

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
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= wanted.Length; j++)
            {
                var changed = diagonal + (known[i - 1] == wanted[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
