using System.Text;

namespace VisionAttention.Kit.Packing;

/// <summary>One file of an archive: its name there, and where its bytes are.</summary>
internal sealed record ArchiveFile
{
    /// <summary>Its path inside the archive's folder, with slashes.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a program.</summary>
    public bool IsProgram { get; init; }

    /// <summary>The name of the file beside it that this one is only another name of; null for a file of its own.</summary>
    public string? SameAs { get; init; }

    /// <summary>How many bytes it has.</summary>
    public long Length => _bytes?.Length ?? (_path is null ? 0 : new FileInfo(_path).Length);

    /// <summary>A file that lies somewhere.</summary>
    public static ArchiveFile Of(string name, string path, bool isProgram = false) => new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path, null) { Name = name, IsProgram = isProgram };

    /// <summary>A file that is only a text.</summary>
    public static ArchiveFile OfText(string name, string text, bool isProgram = false) => OfBytes(name, Encoding.UTF8.GetBytes(text)) with { IsProgram = isProgram };

    /// <summary>A file that lies nowhere.</summary>
    public static ArchiveFile OfBytes(string name, byte[] bytes) => new(null, bytes) { Name = name };

    /// <summary>Another name of a file.</summary>
    public static ArchiveFile Link(string name, string sameAs) => new(null, null) { Name = name, SameAs = sameAs };

    /// <summary>Its bytes.</summary>
    public Stream Open() => _bytes is { } bytes ? new MemoryStream(bytes, writable: false) : File.OpenRead(_path ?? throw new InvalidOperationException($"{Name} is only a name"));

    private readonly string? _path;
    private readonly byte[]? _bytes;

    private ArchiveFile(string? path, byte[]? bytes) => (_path, _bytes) = (path, bytes);
}
