using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Execution;

/// <summary>What cells compile against: a short list first, all of the framework once a cell needs more.</summary>
internal sealed class References(AssemblyLoading loading) : MetadataReferenceResolver
{
    // Memory grows with cells times references, and nearly every cell is content with these.
    private static readonly string[] Common =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable",
        "System.Console", "System.Diagnostics.Process", "System.IO.Compression", "System.Linq", "System.Linq.Expressions", "System.Memory",
        "System.Net.Http", "System.Net.Primitives", "System.Numerics.Vectors", "System.ObjectModel", "System.Private.Uri",
        "System.Runtime.InteropServices", "System.Runtime.Numerics", "System.Runtime.Extensions", "System.Text.Json",
        "System.Text.RegularExpressions", "System.Threading", "System.Threading.Tasks", "System.Threading.Tasks.Parallel",
        "System.Threading.Thread", "System.ComponentModel.Primitives", "Microsoft.CSharp", "netstandard", "csharp-kernel", "Microsoft.DotNet.Interactive",
    ];

    // Of what lies beside the kernel, the compiler's own assemblies among it, cells see these alone.
    private static readonly HashSet<string> Visible =
        ["csharp-kernel", "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions"];

    private readonly Dictionary<string, string> _platform = PlatformFiles();
    private readonly Dictionary<string, MetadataReference> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _added = new(StringComparer.OrdinalIgnoreCase);
    private bool _all;

    internal bool IsPlatform(string name) => _platform.ContainsKey(name.Split(',')[0]);

    internal bool HasAll => _all;

    public override bool ResolveMissingAssemblies => true;

    internal ImmutableArray<MetadataReference> Current
    {
        get
        {
            var names = _all ? _platform.Keys : (IEnumerable<string>)Common;
            return [.. names.Where(_platform.ContainsKey).Select(name => Made(_platform[name])), .. _added.Values.Select(Made)];
        }
    }

    /// <summary>From the next compilation on, all of the framework; it stays so, because later cells build on earlier ones.</summary>
    internal void UseAll() => _all = true;

    internal void UseCommon() => _all = false;

    /// <summary>Adds an assembly by path. One file per simple name: another file of that name is reported, not loaded.</summary>
    internal void AddFile(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (_added.TryGetValue(name, out var used))
        {
            loading.ReportOther(path, used, Console.Error);
        }
        else if (!_platform.ContainsKey(name))
        {
            _added[name] = loading.AddFile(path);
        }
    }

    /// <summary>Adds a library that was compiled here, under the path of its source.</summary>
    internal void AddImage(string source, string name, byte[] image, byte[] symbols) => _added[source] = loading.AddImage(name, image, symbols);

    /// <summary>Says on standard error which referenced files are newer than what is loaded.</summary>
    internal void ReportChanged() => loading.ReportChanged();

    internal void AddPackageFiles(IReadOnlyList<string> compile, IEnumerable<string> managed, IEnumerable<string> native)
    {
        loading.AddPackageFiles(managed, native);
        foreach (var path in compile)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (_platform.ContainsKey(name))
            {
                // Packages of .NET Interactive stand for what is here already.
                continue;
            }

            if (!_added.TryAdd(name, path) && _added[name] is var used && used != path && !ShadowCopies.AreSame(path, used))
            {
                Console.Error.WriteLine($"{path} is not used, because {loading.OriginalOf(used)} is; restart the kernel and put all #r lines into its first cell");
            }
        }
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        (_platform.GetValueOrDefault(referenceIdentity.Name) ?? loading.FileOf(referenceIdentity.Name)) is { } path
            ? (PortableExecutableReference)Made(path)
            : null;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private MetadataReference Made(string path)
    {
        if (!_made.TryGetValue(path, out var reference))
        {
            // The compiler asks for types and signatures alone; code, four fifths of the framework's files, stays on the disk.
            using var file = File.OpenRead(path);
            var metadata = AssemblyMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata);
            _made[path] = reference = metadata.GetReference(XmlDocumentation.Beside(loading.OriginalOf(path)), filePath: path);
        }

        return reference;
    }

    private static Dictionary<string, string> PlatformFiles()
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        var kernelFolder = AppContext.BaseDirectory;
        foreach (var path in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!path.StartsWith(kernelFolder, StringComparison.Ordinal) || Visible.Contains(Path.GetFileNameWithoutExtension(path)))
            {
                files.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            }
        }

        return files;
    }
}
