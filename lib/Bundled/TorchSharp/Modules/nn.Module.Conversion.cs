using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Converts in place: parameters are replaced by new objects where something changes, and fields follow.</summary>
            internal void Convert(ScalarType? type, Device? device)
            {
                if (type is { } wanted && wanted is not (ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16))
                    throw new ArgumentException($"a module cannot be converted to {wanted}: only floating types are allowed");
                foreach (var (name, parameter) in _parameterEntries.ToArray())
                {
                    if (parameter is not null && Changed(parameter, type, device) is { } converted)
                        Replace(name, parameter, converted);
                }
                foreach (var (name, buffer, _) in _bufferEntries.Where(entry => entry.Persistent).ToArray())
                {
                    if (Changed(buffer, type, device) is not { } converted)
                        continue;
                    SetBuffer(name, converted.DetachFromDisposeScope());
                    Repoint(name, converted);
                    buffer.Dispose();
                }
                foreach (var child in children())
                    child.Convert(type, device);
            }

            private static Tensor? Changed(Tensor tensor, ScalarType? type, Device? device)
            {
                var newType = type is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                var newDevice = device ?? tensor.device;
                if (newType == tensor.dtype && newDevice.type == tensor.device_type && (newDevice.index == -1 || newDevice.index == tensor.device_index))
                    return null;
                using var off = no_grad();
                return tensor.detach().to(newType, newDevice);
            }

            private void Replace(string name, Parameter old, Tensor converted)
            {
                var replacement = new Parameter(converted, old.requires_grad);
                replacement.DetachFromDisposeScope();
                if (old.grad is { } gradient)
                {
                    replacement.grad = gradient.to(replacement.dtype, replacement.device);
                    gradient.Dispose();
                }
                SetParameter(name, replacement);
                Repoint(name, replacement);
                old.Dispose();
            }

            private protected virtual void Repoint(string name, Tensor value)
            {
                if (_fields.TryGetValue(name, out var field))
                    field.SetValue(this, value);
            }
        }
    }
}
