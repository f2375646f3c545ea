using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace VisionAttention.Kernel.Execution;

/// <summary>Loads what cells reference into the default context, one assembly per simple name, with the native libraries beside it.</summary>
internal sealed class AssemblyLoading
{
    private readonly Lock _lock = new();
    private readonly List<string> _folders = [];
    private readonly Dictionary<string, string> _packageFiles = new(StringComparer.OrdinalIgnoreCase);
    private readonly CellAssemblies _cells = new();

    internal AssemblyLoading()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => FileOf(name.Name ?? "") is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => FindNative(name);
    }

    /// <summary>The loaded cell; <paramref name="image"/> and <paramref name="symbols"/> are what the compiler wrote.</summary>
    internal Assembly LoadCell(MemoryStream image, MemoryStream symbols) => _cells.Load(image, symbols);

    internal void AddFile(string path)
    {
        AddFolder(Path.GetDirectoryName(path)!);
        var name = AssemblyName.GetAssemblyName(path);
        var loaded = AssemblyLoadContext.Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name);
        if (loaded is null)
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }
    }

    internal void AddPackageFiles(IEnumerable<string> managed, IEnumerable<string> native)
    {
        lock (_lock)
        {
            foreach (var path in managed)
            {
                _packageFiles.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            }
        }

        foreach (var path in native)
        {
            AddFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>The file that holds an assembly of this simple name, among what was referenced and its neighbours.</summary>
    internal string? FileOf(string simpleName)
    {
        lock (_lock)
        {
            if (_packageFiles.TryGetValue(simpleName, out var packageFile))
            {
                return packageFile;
            }

            return _folders.Select(folder => Path.Combine(folder, simpleName + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    private void AddFolder(string folder)
    {
        lock (_lock)
        {
            if (!_folders.Contains(folder))
            {
                _folders.Add(folder);
            }
        }
    }

    private nint FindNative(string name)
    {
        string[] files = [name, $"lib{name}.so", $"{name}.so", $"lib{name}.dylib", $"{name}.dll"];
        string[] folders;
        lock (_lock)
        {
            folders = [.. _folders];
        }

        var native = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var folder in folders)
        {
            foreach (var file in files)
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, file), out var handle)
                    || NativeLibrary.TryLoad(Path.Combine(folder, native, file), out handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    }

    /// <summary>Cells refer to one another by name, so they share a context; all else comes from the default one.</summary>
    private sealed class CellAssemblies() : AssemblyLoadContext("cells")
    {
        private readonly Dictionary<string, Assembly> _byName = [];

        internal Assembly Load(MemoryStream image, MemoryStream symbols)
        {
            var assembly = LoadFromStream(image, symbols);
            lock (_byName)
            {
                _byName[assembly.GetName().Name!] = assembly;
            }

            return assembly;
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            lock (_byName)
            {
                return _byName.GetValueOrDefault(assemblyName.Name ?? "");
            }
        }
    }
}
