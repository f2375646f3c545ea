using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>A list of layers, named 0, 1, 2 and so on; it has no forward of its own.</summary>
/// <typeparam name="T">The kind of layer.</typeparam>
/// <remarks>The names are settled when the list is registered with its owner; fill it before.</remarks>
public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
{
    private readonly List<T> _members;

    /// <summary>Keeps the layers in the given order.</summary>
    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<>))
    {
        ArgumentNullException.ThrowIfNull(modules);
        _members = [.. modules];
    }

    /// <summary>The number of layers.</summary>
    public int Count => _members.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>One layer.</summary>
    public T this[int index]
    {
        get => _members[index];
        set => _members[index] = value;
    }

    /// <summary>Adds layers at the end.</summary>
    public void append(params T[] parameters) => _members.AddRange(parameters);

    /// <summary>Adds layers at the end.</summary>
    public void extend(IEnumerable<T> modules) => _members.AddRange(modules);

    /// <inheritdoc/>
    public void Add(T item) => _members.Add(item);

    /// <inheritdoc/>
    public void Insert(int index, T item) => _members.Insert(index, item);

    /// <inheritdoc/>
    public bool Remove(T item) => _members.Remove(item);

    /// <inheritdoc/>
    public void RemoveAt(int index) => _members.RemoveAt(index);

    /// <inheritdoc/>
    public void Clear() => _members.Clear();

    /// <inheritdoc/>
    public bool Contains(T item) => _members.Contains(item);

    /// <inheritdoc/>
    public int IndexOf(T item) => _members.IndexOf(item);

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex) => _members.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Registers the layers under their numbers.</summary>
    protected override void RegisterComponents()
    {
        if (!BeginRegistration())
            return;
        for (var index = 0; index < _members.Count; index++)
            register_module(index.ToString(CultureInfo.InvariantCulture), _members[index]);
    }
}
