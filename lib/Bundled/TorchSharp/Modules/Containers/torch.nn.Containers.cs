using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>No layer yet; add some with append.</summary>
        public static Sequential Sequential() => new(Array.Empty<(string, Module<Tensor, Tensor>)>().AsEnumerable());

        /// <summary>Layers called one after the other, named 0, 1, 2 and so on.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Modules.Sequential.Numbered(modules));

        /// <summary>Layers called one after the other, named 0, 1, 2 and so on.</summary>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Modules.Sequential.Numbered(modules));

        /// <summary>Layers with names, called one after the other.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules.AsEnumerable());

        /// <summary>Layers with names, called one after the other.</summary>
        public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Sequential(modules.AsEnumerable());

        /// <summary>Layers with names, called one after the other.</summary>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

        /// <summary>Layers with names, called one after the other.</summary>
        public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) => new(modules.Select(entry => (entry.Item1, entry.Item2)));

        /// <summary>A list of layers, named 0, 1, 2 and so on.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>A list of layers, named 0, 1, 2 and so on.</summary>
        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        /// <summary>Layers under names.</summary>
        public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module => Modules.ModuleDict<T>.Of(modules);

        /// <summary>Layers under names.</summary>
        public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => Modules.ModuleDict<Module>.Of(modules);

        /// <summary>A list of parameters, named 0, 1, 2 and so on.</summary>
        public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
    }
}
