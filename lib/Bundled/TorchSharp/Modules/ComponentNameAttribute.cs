namespace TorchSharp.Utils;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
