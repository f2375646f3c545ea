using System.Globalization;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Layers called one after the other.</summary>
/// <remarks>
/// Each result is disposed once the next layer has used it, so a layer in the middle must not return its very input:
/// return <c>alias()</c> of it.
/// </remarks>
public class Sequential : torch.nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, torch.nn.Module<Tensor, Tensor> Value)> _members = [];

    /// <summary>Layers named 0, 1, 2 and so on.</summary>
    protected Sequential(params torch.nn.Module<Tensor, Tensor>[] modules)
        : this(Numbered(modules))
    {
    }

    /// <summary>Layers with names.</summary>
    protected Sequential(params (string name, torch.nn.Module<Tensor, Tensor> submodule)[] modules)
        : this((IEnumerable<(string, torch.nn.Module<Tensor, Tensor>)>)modules)
    {
    }

    internal Sequential(IEnumerable<(string name, torch.nn.Module<Tensor, Tensor> submodule)> modules)
        : base(nameof(Sequential))
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var (name, module) in modules)
            Add(name, module);
    }

    /// <summary>The number of layers.</summary>
    public int Count => _members.Count;

    /// <summary>One layer.</summary>
    public torch.nn.IModule<Tensor, Tensor> this[int index] => _members[index].Value;

    /// <summary>Some layers, shared with this object and under their names.</summary>
    public Sequential this[(int? start, int? end) index] => Part(index.start ?? 0, index.end ?? Count);

    /// <summary>Some layers, shared with this object and under their names.</summary>
    public Sequential this[Range index] => Part(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    /// <summary>Adds a layer under the next number.</summary>
    public Sequential append(torch.nn.IModule<Tensor, Tensor> module) => append(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a layer under a name.</summary>
    public Sequential append(string name, torch.nn.IModule<Tensor, Tensor> module)
    {
        Add(name, (torch.nn.Module<Tensor, Tensor>)module);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (_members.Count == 0)
            return tensor.alias();
        var current = _members[0].Value.call(tensor);
        for (var index = 1; index < _members.Count; index++)
        {
            var next = _members[index].Value.call(current);
            current.Dispose();
            current = next;
        }
        return current;
    }

    internal static IEnumerable<(string Name, torch.nn.Module<Tensor, Tensor> Value)> Numbered(IEnumerable<torch.nn.Module<Tensor, Tensor>> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return modules.Select((module, index) => (index.ToString(CultureInfo.InvariantCulture), module));
    }

    private Sequential Part(int start, int end)
    {
        if (start < 0 || end > Count || start > end)
            throw new ArgumentOutOfRangeException(nameof(start), $"layers {start} to {end} are not within the {Count} there are");
        return new Sequential(_members.GetRange(start, end - start));
    }

    private void Add(string name, torch.nn.Module<Tensor, Tensor> module)
    {
        register_module(name, module);
        _members.Add((name, module));
    }
}
