using System.Formats.Tar;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Packing;

/// <summary>Writes a .tar.xz whose bytes depend on nothing but its files: no times, no owners, one order.</summary>
internal sealed class ArchiveWriter(SetupContext context)
{
    /// <summary>Writes the archive aside, then gives it its name.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="folder">The folder inside that everything lies in.</param>
    /// <param name="files">Its files, in the order they are to have.</param>
    /// <param name="cancellation">Ends the work and leaves nothing.</param>
    /// <exception cref="KitException">There is no xz, or it failed.</exception>
    public async Task WriteAsync(string path, string folder, IReadOnlyList<ArchiveFile> files, CancellationToken cancellation)
    {
        if (context.Machine.Find(Packer) is not { } packer)
        {
            throw new KitException("xz, which packs the archive, is not on the PATH", AptPackages.Command(["xz-utils"]));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = $"{path}.{Environment.ProcessId}.partial";
        var packed = aside + ".xz";
        try
        {
            await WriteTarAsync(aside, folder, files, cancellation);
            // The lowest preset takes half the time of the next for one part in a hundred; two threads whatever the machine, since
            // the blocks they work on show in the result.
            var result = await context.Processes.RunAsync(packer, ["-1", "--threads=2", "--keep", "--force", aside], cancellation: cancellation);
            if (!result.Succeeded)
            {
                throw FailureText.OfProgram("xz", result, "run the command again");
            }

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
