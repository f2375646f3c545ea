using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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

/// <summary>One XML documentation file. Only the places of its members stay in memory: the framework's largest file has 8 MB.</summary>
internal sealed class XmlDocumentationFile(string path)
{
    private readonly Lock _gate = new();
    private Dictionary<ulong, (int Start, int Length)>? _places;
    private DateTime _written;

    private static ReadOnlySpan<byte> Opening => "<member name=\""u8;

    private static ReadOnlySpan<byte> Closing => "</member>"u8;

    /// <summary>The member's element as text; null when the file or the member is missing.</summary>
    internal string? Find(string memberId)
    {
        var id = Encoding.UTF8.GetBytes(memberId);
        lock (_gate)
        {
            try
            {
                // A library that is rebuilt while the kernel runs brings a new file.
                var written = File.GetLastWriteTimeUtc(path);
                if (_places is null || written != _written)
                {
                    (_places, _written) = (Index(File.ReadAllBytes(path)), written);
                }

                return _places.TryGetValue(Hash(id), out var place) ? Read(place, id) : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Help is optional: no file means no documentation, not a failed cell.
                _places = [];
                return null;
            }
        }
    }

    private string? Read((int Start, int Length) place, byte[] id)
    {
        using var file = File.OpenRead(path);
        file.Position = place.Start;
        var bytes = new byte[place.Length];
        file.ReadExactly(bytes);

        // Two names may share a hash.
        return bytes.AsSpan(Opening.Length).StartsWith(id) && bytes[Opening.Length + id.Length] == '"' ? Encoding.UTF8.GetString(bytes) : null;
    }

    private static Dictionary<ulong, (int Start, int Length)> Index(ReadOnlySpan<byte> bytes)
    {
        var places = new Dictionary<ulong, (int Start, int Length)>();
        var at = 0;
        while (bytes[at..].IndexOf(Opening) is >= 0 and var step)
        {
            var start = at + step;
            var name = bytes[(start + Opening.Length)..];
            var nameLength = name.IndexOf((byte)'"');
            var end = bytes[start..].IndexOf(Closing);
            if (nameLength < 0 || end < 0)
            {
                break;
            }

            if (name[(nameLength + 1)..].TrimStart((byte)' ').StartsWith("/>"u8))
            {
                at = start + Opening.Length + nameLength;
                continue;
            }

            places.TryAdd(Hash(name[..nameLength]), (start, end + Closing.Length));
            at = start + end + Closing.Length;
        }

        return places;
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
