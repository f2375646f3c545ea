using System.Formats.Tar;
using System.Text;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Packing;

/// <summary>Writes a .tar.xz whose bytes depend on nothing but its files: no times, no owners, one order.</summary>
internal sealed class ArchiveWriter(SetupContext context)
{
    /// <summary>Writes the archive aside, then gives it its name.</summary>
    public async Task WriteAsync(string path, string folder, IReadOnlyList<ArchiveFile> files, CancellationToken cancellation)
    {
        if (context.Machine.Find(Packer) is not { } packer)
            throw new KitException("xz, which packs the archive, is not on the PATH", AptPackages.Command(["xz-utils"]));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = $"{path}.{Environment.ProcessId}.partial";
        var packed = aside + ".xz";
        try
        {
            await WriteTarAsync(aside, folder, files, cancellation);
            // The lowest preset takes a third of the time of this one for one part in twelve; two threads whatever the machine, since
            // the blocks they work on show in the result.
            var result = await context.Processes.RunAsync(packer, ["-6", "--threads=2", "--keep", "--force", aside], cancellation: cancellation);
            if (!result.Succeeded)
                throw FailureText.OfProgram("xz", result, "run the command again");
            File.Move(packed, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
            File.Delete(packed);
        }
    }

    private static async Task WriteTarAsync(string path, string folder, IReadOnlyList<ArchiveFile> files, CancellationToken cancellation)
    {
        await using var stream = File.Create(path);
        await using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
        foreach (var file in files)
        {
            var entry = new UstarTarEntry(file.SameAs is null ? TarEntryType.RegularFile : TarEntryType.SymbolicLink, $"{folder}/{file.Name}")
            {
                ModificationTime = DateTimeOffset.UnixEpoch.AddDays(1),
                Mode = file.IsProgram ? Programs : Others,
            };
            if (file.SameAs is { } same)
            {
                entry.LinkName = same;
                await tar.WriteEntryAsync(entry, cancellation);
                continue;
            }

            await using var bytes = file.Open();
            entry.DataStream = bytes;
            await tar.WriteEntryAsync(entry, cancellation);
        }
    }

    private const string Packer = "xz";
    private const UnixFileMode Others = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Programs = Others | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}

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
