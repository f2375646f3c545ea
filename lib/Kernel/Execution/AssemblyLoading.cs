using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace VisionAttention.Kernel.Execution;

/// <summary>Loads what cells reference into the default context, one assembly per simple name, with the native libraries beside it.</summary>
internal sealed class AssemblyLoading
{
    private const int LevelsUp = 5;
    private readonly Lock _lock = new();
    private readonly List<string> _folders = [];
    private readonly Dictionary<string, string> _packageFiles = new(StringComparer.OrdinalIgnoreCase);
    private readonly CellAssemblies _cells = new();
    private readonly ShadowCopies _copies = new();

    internal AssemblyLoading()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => FileOf(name.Name ?? "") is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => FindNative(name);
    }

    /// <summary>The loaded cell; <paramref name="image"/> and <paramref name="symbols"/> are what the compiler wrote.</summary>
    internal Assembly LoadCell(MemoryStream image, MemoryStream symbols) => _cells.Load(image, symbols);

    /// <summary>Loads a copy of an assembly and gives the file to compile against; what is loaded already under that name stays.</summary>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    internal string AddFile(string path)
    {
        AddFolder(Path.GetDirectoryName(path)!);
        if (Loaded(NameOf(path)) is { } loaded)
        {
            return loaded.Location.Length > 0 ? loaded.Location : path;
        }

        var copy = _copies.Of(path);
        CopyNeighbours(copy, Path.GetDirectoryName(path)!, []);
        AssemblyLoadContext.Default.LoadFromAssemblyPath(copy);
        return copy;
    }

    /// <summary>Loads an assembly from where it lies; what is loaded already under its name stays.</summary>
    internal Assembly Load(string path)
    {
        AddFolder(Path.GetDirectoryName(path)!);
        return Loaded(NameOf(path)) ?? AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
    }

    /// <summary>The assembly that is loaded under a simple name; null when none is.</summary>
    internal static Assembly? Loaded(string name) => AssemblyLoadContext.Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name);

    private static string NameOf(string path) => AssemblyName.GetAssemblyName(path).Name!;

    /// <summary>Loads a library from memory, by a file among the copies, and gives that file.</summary>
    internal string AddImage(string name, byte[] image, byte[] symbols)
    {
        var path = _copies.NewFile(name + ".dll");
        File.WriteAllBytes(path, image);
        File.WriteAllBytes(Path.ChangeExtension(path, ".pdb"), symbols);
        AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        return path;
    }

    /// <summary>The file that was referenced, of the copy that is compiled against.</summary>
    internal string OriginalOf(string path) => _copies.OriginalOf(path);

    /// <summary>Says in one line each which referenced assemblies were built again since they were loaded.</summary>
    internal void ReportChanged()
    {
        foreach (var path in _copies.Changed())
        {
            Console.Error.WriteLine($"{path} has changed since it was loaded; restart the kernel to use the new one");
        }
    }

    /// <summary>Says in one line when a file is another assembly than the one in use under its name.</summary>
    internal void ReportOther(string path, string used, TextWriter writer)
    {
        var original = _copies.OriginalOf(used);
        if (_copies.Differs(path, original))
        {
            writer.WriteLine(path == original
                ? $"{path} has changed since it was loaded; restart the kernel to use the new one"
                : $"{path} is not used, because another {Path.GetFileName(path)} is loaded from {Path.GetDirectoryName(original)}; restart the kernel to use it");
        }
    }

    /// <summary>The native libraries of packages.</summary>
    internal List<string> NativeFiles { get; } = [];

    internal void AddPackageFiles(IEnumerable<string> managed, IEnumerable<string> native)
    {
        lock (_lock)
        {
            foreach (var path in managed)
            {
                _packageFiles.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            }
        }

        foreach (var path in native.Except(NativeFiles).ToList())
        {
            NativeFiles.Add(path);
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

            var file = _folders.Select(folder => Path.Combine(folder, simpleName + ".dll")).FirstOrDefault(File.Exists);
            return file is null ? null : _copies.Of(file);
        }
    }

    /// <summary>Copies what an assembly refers to and has beside it, now: later it may be of another build.</summary>
    private void CopyNeighbours(string copy, string folder, HashSet<string> seen)
    {
        using var file = new PEReader(File.OpenRead(copy));
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.AssemblyReferences)
        {
            var name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            var neighbour = Path.Combine(folder, name + ".dll");
            if (seen.Add(name) && File.Exists(neighbour))
            {
                CopyNeighbours(_copies.Of(neighbour), folder, seen);
            }
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

        foreach (var folder in folders.SelectMany(NativeFolders))
        {
            foreach (var file in files)
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, file), out var handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    }

    /// <summary>Where native code of an assembly in this folder lies: beside it, per platform as in a package, or in a build's own folder above.</summary>
    private static IEnumerable<string> NativeFolders(string folder)
    {
        yield return folder;
        yield return Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var above = folder;
        for (var level = 0; level < LevelsUp && above is not null; level++)
        {
            yield return Path.Combine(above, "native");
            above = Path.GetDirectoryName(above);
        }
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
