using static TorchSharp.torch;

namespace VisionAttention.Analysis;

/// <summary>A module's layers by the names their weights have.</summary>
internal sealed class Parts(nn.Module module, string path)
{
    private readonly Dictionary<string, nn.Module> _children = module.named_children().ToDictionary(child => child.name, child => child.module);

    /// <summary>The module's place in the model; empty for the model itself.</summary>
    public string Path => path;

    /// <summary>Number of trainable numbers that are the module's own, not those of its layers.</summary>
    public long OwnParameters => module.parameters(recurse: false).Sum(parameter => parameter.numel());

    /// <summary>The place of a layer in the model.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A layer that must be there.</summary>
    public T Get<T>(string name)
        where T : nn.Module
    {
        return Find<T>(name) ?? throw new InvalidOperationException($"{module.GetName()} has no layer {name}");
    }

    /// <summary>A layer, or null.</summary>
    public T? Find<T>(string name)
        where T : nn.Module
    {
        return _children.GetValueOrDefault(name) as T;
    }

    /// <summary>A layer's layers.</summary>
    public Parts Below(string name) => new(Get<nn.Module>(name), PathOf(name));

    /// <summary>The layers of a list, in order.</summary>
    public IEnumerable<(string Path, nn.Module Layer)> Members() => module.named_children().Select(child => (PathOf(child.name), child.module));
}
