namespace TorchSharp.Modules;

/// <summary>Marks layers that have neither parameters nor buffers.</summary>
public interface IParameterLessModule
{
}
