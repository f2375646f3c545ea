namespace TorchSharp.Modules;

/// <summary>A layer that has neither parameters nor buffers.</summary>
/// <typeparam name="T1">What it takes.</typeparam>
/// <typeparam name="TResult">What it returns.</typeparam>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>Names the layer.</summary>
    /// <param name="name">The name.</param>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    /// <summary>Throws: this kind of layer has no buffers.</summary>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw NoComponents.Refusal(this, "buffer", name);

    /// <summary>Throws: this kind of layer has no parameters.</summary>
    public override void register_parameter(string name, Parameter? param) => throw NoComponents.Refusal(this, "parameter", name);

    /// <summary>Throws: this kind of layer has no layers of its own.</summary>
    public override void register_module(string name, torch.nn.Module submodule) => throw NoComponents.Refusal(this, "module", name);

    // No field of such a layer is a component, so there is nothing to look for.
    private protected override bool HasComponents => false;
}
