using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>A list of parameters, named 0, 1, 2 and so on.</summary>
/// <remarks>The names are settled when the list is registered with its owner; fill it before.</remarks>
public class ParameterList : torch.nn.Module, IList<Parameter>
{
    private readonly List<Parameter> _members;

    /// <summary>Keeps the parameters in the given order.</summary>
    public ParameterList(params Parameter[] parameters)
        : base(nameof(ParameterList))
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _members = [.. parameters];
    }

    /// <summary>The number of parameters.</summary>
    public int Count => _members.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>One parameter.</summary>
    public Parameter this[int index]
    {
        get => _members[index];
        set => _members[index] = value;
    }

    /// <summary>Adds parameters at the end.</summary>
    public void append(params Parameter[] parameters) => _members.AddRange(parameters);

    /// <summary>Adds parameters at the end.</summary>
    public void extend(IEnumerable<Parameter> parameters) => _members.AddRange(parameters);

    /// <inheritdoc/>
    public void Add(Parameter item) => _members.Add(item);

    /// <inheritdoc/>
    public void Insert(int index, Parameter item) => _members.Insert(index, item);

    /// <inheritdoc/>
    public bool Remove(Parameter item)
    {
        var place = IndexOf(item);
        if (place >= 0)
            _members.RemoveAt(place);
        return place >= 0;
    }

    /// <inheritdoc/>
    public void RemoveAt(int index) => _members.RemoveAt(index);

    /// <inheritdoc/>
    public void Clear() => _members.Clear();

    /// <inheritdoc/>
    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    /// <summary>The place of the very object: tensors compare by value otherwise.</summary>
    public int IndexOf(Parameter item) => _members.FindIndex(member => ReferenceEquals(member, item));

    /// <inheritdoc/>
    public void CopyTo(Parameter[] array, int arrayIndex) => _members.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Registers the parameters under their numbers.</summary>
    protected override void RegisterComponents()
    {
        if (!BeginRegistration())
            return;
        for (var index = 0; index < _members.Count; index++)
            register_parameter(index.ToString(CultureInfo.InvariantCulture), _members[index]);
    }

    // The list follows when a conversion replaces a parameter.
    private protected override void Repoint(string name, torch.Tensor value)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _members.Count)
            _members[index] = (Parameter)value;
    }
}
