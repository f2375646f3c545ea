using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Parameter? Value)> _parameterEntries = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> _bufferEntries = [];
            private readonly List<(string Name, Module Value)> _moduleEntries = [];
            private readonly Dictionary<string, FieldInfo> _fields = [];
            private bool _registered;
            private bool _training = true;

            protected readonly string name;

            protected Module(string name)
            {
                this.name = name;
            }

            ~Module() => Dispose(false);

            public virtual bool training => _training;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in named_children())
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                        parameter.grad = null;
                    else if (parameter.grad is { } gradient)
                        gradient.zero_().Dispose();
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void register_parameter(string name, Parameter? param)
            {
                CheckName(name);
                _parameterEntries.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                CheckName(name);
                ArgumentNullException.ThrowIfNull(tensor);
                _bufferEntries.Add((name, tensor, persistent));
            }

            public virtual void register_module(string name, Module submodule)
            {
                CheckName(name);
                ArgumentNullException.ThrowIfNull(submodule);
                submodule.RegisterComponents();
                _moduleEntries.Add((name, submodule));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual IEnumerable<(string name, Module module)> named_children() => _moduleEntries.Select(entry => (entry.Name, entry.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                    yield return child;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (deeperName, deeper) in child.named_modules())
                        yield return ($"{childName}.{deeperName}", deeper);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var entry in AllParameters(recurse))
                {
                    if (seen.Add(entry.parameter.Handle))
                        yield return entry;
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var entry in AllBuffers(recurse))
                {
                    if (seen.Add(entry.buffer.Handle))
                        yield return entry;
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public override string ToString() => GetName();

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, parameter) in _parameterEntries)
                    parameter?.Dispose();
                foreach (var (_, buffer, _) in _bufferEntries)
                    buffer.Dispose();
                foreach (var (_, module) in _moduleEntries)
                    module.Dispose();
            }

            /// <summary>Finds this object's own fields that hold modules, parameters or tensors, and registers them under their names.</summary>
            protected virtual void RegisterComponents()
            {
                if (!BeginRegistration() || !HasComponents)
                    return;
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                        Register(field);
                }
            }

            /// <summary>Whether fields of this kind of module can be components.</summary>
            private protected virtual bool HasComponents => true;

            /// <summary>True the first time it is called.</summary>
            private protected bool BeginRegistration()
            {
                var isFirst = !_registered;
                _registered = true;
                return isFirst;
            }

            internal Parameter? OwnParameter(string name)
            {
                foreach (var (own, value) in _parameterEntries)
                {
                    if (own == name)
                        return value;
                }
                return null;
            }

            internal Tensor? OwnBuffer(string name)
            {
                foreach (var (own, value, _) in _bufferEntries)
                {
                    if (own == name)
                        return value;
                }
                return null;
            }

            internal bool IsRegistered(string name)
            {
                return _parameterEntries.Exists(entry => entry.Name == name) || _bufferEntries.Exists(entry => entry.Name == name) || _moduleEntries.Exists(entry => entry.Name == name);
            }

            internal void SetParameter(string name, Parameter? value)
            {
                var place = _parameterEntries.FindIndex(entry => entry.Name == name);
                if (place < 0)
                    _parameterEntries.Add((name, value));
                else
                    _parameterEntries[place] = (name, value);
            }

            internal void SetBuffer(string name, Tensor value)
            {
                var place = _bufferEntries.FindIndex(entry => entry.Name == name);
                if (place < 0)
                    _bufferEntries.Add((name, value, true));
                else
                    _bufferEntries[place] = (name, value, _bufferEntries[place].Persistent);
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse)
            {
                foreach (var (own, parameter) in _parameterEntries)
                {
                    if (parameter is not null)
                        yield return (own, parameter);
                }
                if (!recurse)
                    yield break;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (deeper, parameter) in child.named_parameters())
                        yield return ($"{childName}.{deeper}", parameter);
                }
            }

            private IEnumerable<(string name, Tensor buffer)> AllBuffers(bool recurse)
            {
                foreach (var (own, buffer, persistent) in _bufferEntries)
                {
                    if (persistent)
                        yield return (own, buffer);
                }
                if (!recurse)
                    yield break;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (deeper, buffer) in child.named_buffers())
                        yield return ($"{childName}.{deeper}", buffer);
                }
            }

            private void Register(FieldInfo field)
            {
                var component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                var value = field.GetValue(this);
                if (value is null || IsRegistered(component))
                    return;
                switch (value)
                {
                    case Module module:
                        register_module(component, module);
                        break;
                    case Parameter parameter:
                        register_parameter(component, parameter);
                        _fields[component] = field;
                        break;
                    case Tensor tensor:
                        register_buffer(component, tensor);
                        _fields[component] = field;
                        break;
                }
            }

            private void CheckName(string name)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"\"{name}\" cannot name a component: it must be neither empty nor contain a dot");
                if (IsRegistered(name))
                    throw new InvalidOperationException($"{GetName()} already has a component named {name}");
            }
        }
    }
}
