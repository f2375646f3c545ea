using System.Globalization;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public class Sequential : torch.nn.Module<Tensor, Tensor>
    {
        private readonly List<torch.nn.Module<Tensor, Tensor>> _members = [];

        internal Sequential(IEnumerable<(string name, torch.nn.Module<Tensor, Tensor> submodule)> modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
                Add(name, module);
        }

        public int Count => _members.Count;

        public torch.nn.IModule<Tensor, Tensor> this[int index] => _members[index];

        public Sequential append(torch.nn.IModule<Tensor, Tensor> module) => append(Count.ToString(CultureInfo.InvariantCulture), module);

        public Sequential append(string name, torch.nn.IModule<Tensor, Tensor> module)
        {
            Add(name, (torch.nn.Module<Tensor, Tensor>)module);
            return this;
        }

        /// <summary>Calls the members in turn and releases each result once the next has used it.</summary>
        public override Tensor forward(Tensor tensor)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            if (_members.Count == 0)
                return tensor.alias();
            var current = _members[0].call(tensor);
            for (var index = 1; index < _members.Count; index++)
            {
                var next = _members[index].call(current);
                current.Dispose();
                current = next;
            }
            return current;
        }

        private void Add(string name, torch.nn.Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            _members.Add(module);
        }
    }

    public class ModuleList<T> : torch.nn.Module, IEnumerable<T> where T : torch.nn.Module
    {
        private readonly List<T> _members = [];

        internal ModuleList(IEnumerable<T> modules)
            : base("ModuleList")
        {
            foreach (var module in modules)
                Add(module);
        }

        public int Count => _members.Count;

        public T this[int index] => _members[index];

        public void Add(T item)
        {
            register_module(Count.ToString(CultureInfo.InvariantCulture), item);
            _members.Add(item);
        }

        public IEnumerator<T> GetEnumerator() => _members.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Array.Empty<(string, Module<Tensor, Tensor>)>());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Numbered(modules));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Numbered(modules));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

            private static IEnumerable<(string, Module<Tensor, Tensor>)> Numbered(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                return modules.Select((module, index) => (index.ToString(CultureInfo.InvariantCulture), module));
            }
        }
    }
}
