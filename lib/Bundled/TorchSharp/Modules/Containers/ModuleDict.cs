using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Modules;

/// <summary>Layers under names, in the order they were added; it has no forward of its own.</summary>
/// <typeparam name="T">The kind of layer.</typeparam>
/// <remarks>The names are settled when the dictionary is registered with its owner; fill it before.</remarks>
public class ModuleDict<T> : torch.nn.Module, IEnumerable<(string, T)> where T : torch.nn.Module
{
    private readonly List<(string Name, T Value)> _members = [];

    /// <summary>No layer yet.</summary>
    public ModuleDict()
        : base(nameof(ModuleDict<>))
    {
    }

    /// <summary>The number of layers.</summary>
    public int Count => _members.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>The names.</summary>
    public ICollection<string> Keys => [.. keys()];

    /// <summary>The layers.</summary>
    public ICollection<T> Values => [.. values()];

    /// <summary>One layer and its name.</summary>
    public (string, T) this[int index]
    {
        get => _members[index];
        set => _members[index] = value;
    }

    /// <summary>One layer.</summary>
    public T this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no layer named {key}: the names are {string.Join(", ", keys())}");
        set
        {
            var place = PlaceOf(key);
            if (place < 0)
                Add(key, value);
            else
                _members[place] = (key, value);
        }
    }

    /// <summary>The names.</summary>
    public IEnumerable<string> keys() => _members.Select(entry => entry.Name);

    /// <summary>The layers.</summary>
    public IEnumerable<T> values() => _members.Select(entry => entry.Value);

    /// <summary>The names and the layers.</summary>
    public IEnumerator<(string, T)> items() => GetEnumerator();

    /// <summary>Adds a layer.</summary>
    public void Add(string key, T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (ContainsKey(key))
            throw new ArgumentException($"there is a layer named {key} already");
        _members.Add((key, value));
    }

    /// <summary>Adds a layer.</summary>
    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    /// <summary>Whether a name is there.</summary>
    public bool ContainsKey(string key) => PlaceOf(key) >= 0;

    /// <summary>Looks a layer up.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        var place = PlaceOf(key);
        value = place < 0 ? null : _members[place].Value;
        return place >= 0;
    }

    /// <summary>Takes a layer out.</summary>
    public bool Remove(string key)
    {
        var place = PlaceOf(key);
        if (place >= 0)
            _members.RemoveAt(place);
        return place >= 0;
    }

    /// <summary>Takes all layers out.</summary>
    public void Clear() => _members.Clear();

    /// <summary>Takes all layers out.</summary>
    public void clear() => _members.Clear();

    /// <inheritdoc/>
    public IEnumerator<(string, T)> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ModuleDict<T> Of((string, T)[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var made = new ModuleDict<T>();
        foreach (var (name, module) in modules)
            made.Add(name, module);
        return made;
    }

    /// <summary>Registers the layers under their names.</summary>
    protected override void RegisterComponents()
    {
        if (!BeginRegistration())
            return;
        foreach (var (name, module) in _members)
            register_module(name, module);
    }

    private int PlaceOf(string key) => _members.FindIndex(entry => entry.Name == key);
}
