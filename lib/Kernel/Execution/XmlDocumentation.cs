using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Execution;

/// <summary>The documentation of an assembly: the XML file beside it, or the SDK's files for an assembly of the framework.</summary>
internal sealed class XmlDocumentation : DocumentationProvider
{
    private const string FrameworkPack = "Microsoft.NETCore.App.Ref";

    // The framework's core assembly holds types that are documented under the names programs refer to.
    private static readonly string[] CoreNames =
    [
        "System.Runtime", "System.Collections", "System.Threading", "System.Memory", "System.Collections.Concurrent", "System.Threading.Thread",
        "System.Runtime.InteropServices", "System.Numerics.Vectors", "System.Text.Encoding.Extensions", "System.Diagnostics.Tracing",
    ];

    private static readonly Lazy<string?> PackFolder = new(FindPack);
    private static readonly Dictionary<string, XmlDocumentationFile> Files = [];
    private readonly string _assemblyPath;
    private readonly string[] _paths;

    private XmlDocumentation(string assemblyPath, string[] paths) => (_assemblyPath, _paths) = (assemblyPath, paths);

    internal static XmlDocumentation? Beside(string assemblyPath)
    {
        var path = Path.ChangeExtension(assemblyPath, ".xml");
        if (File.Exists(path))
        {
            return new XmlDocumentation(assemblyPath, [path]);
        }

        return Path.GetDirectoryName(assemblyPath) + Path.DirectorySeparatorChar == RuntimeEnvironment.GetRuntimeDirectory() && PackFolder.Value is { } pack
            ? new XmlDocumentation(assemblyPath, [.. CoreNames.Prepend(Path.GetFileNameWithoutExtension(assemblyPath)).Distinct().Select(name => Path.Combine(pack, name + ".xml"))])
            : null;
    }

    public override bool Equals(object? obj) => obj is XmlDocumentation other && other._assemblyPath == _assemblyPath;

    public override int GetHashCode() => _assemblyPath.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _paths.Select(path => FileAt(path).Find(documentationMemberID)).FirstOrDefault(static text => text is not null);

    private static XmlDocumentationFile FileAt(string path)
    {
        // The framework's files serve many assemblies, so each is indexed once.
        lock (Files)
        {
            return CollectionsMarshal.GetValueRefOrAddDefault(Files, path, out _) ??= new XmlDocumentationFile(path);
        }
    }

    /// <summary>The SDK's reference pack of this runtime's version; null where only a runtime is installed.</summary>
    private static string? FindPack()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", FrameworkPack));
        var version = $"{Environment.Version.Major}.{Environment.Version.Minor}";
        return Directory.Exists(root)
            ? Directory.GetDirectories(root, version + ".*").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "ref", "net" + version)).LastOrDefault(Directory.Exists)
            : null;
    }
}
