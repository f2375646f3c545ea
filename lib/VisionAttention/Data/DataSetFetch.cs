using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace VisionAttention.Data;

/// <summary>Brings the files of one archive, from the first source that has them.</summary>
internal sealed class DataSetFetch(
    string name, DataSetEntry entry, DataSetArchive archive, IReadOnlyDictionary<DataSetFile, string> files, string folder,
    DataSetSums sums, HttpClient client, IProgress<DataSetProgress>? progress, Func<DataSetArchive, CancellationToken, Task<string>>? bring)
{
    private readonly string _place = Path.Combine(folder, archive.Name);
    private readonly List<string> _failures = [];
    private bool _wasWrong;

    private bool HasSums => files.Keys.All(file => file.Sha256 is not null);

    /// <summary>Tries the sources in turn. Where none could be reached it is an <see cref="HttpRequestException"/>; where one was, and what it has
    /// is wrong, an <see cref="InvalidDataException"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (File.Exists(_place) && await TryAsync(_place, () => FromPlaceAsync(cancellation)).ConfigureAwait(false))
            return;
        var packaged = entry.AptFolder is null ? null : Path.Combine(entry.AptFolder, archive.Name);
        if (File.Exists(packaged) && await TryAsync(packaged, () => FromPackageAsync(packaged, cancellation)).ConfigureAwait(false))
            return;
        if (bring is not null && await TryAsync(archive.Apt ?? entry.Npm ?? entry.NuGet ?? "", () => FromClientAsync(bring, cancellation)).ConfigureAwait(false))
            return;
        foreach (var address in entry.Addresses.Select(address => new Uri(address + archive.Name)))
        {
            if (await TryAsync(address.ToString(), () => FromAddressAsync(address, cancellation)).ConfigureAwait(false))
                return;
        }
        var first = archive.Apt is not null ? "on Debian or Ubuntu run sudo apt-get update, then" : entry.Addresses.Count > 0 ? "check the network and run" : "run";
        var file = archive.Apt is null ? "the file" : $"what dpkg-deb --fsys-tarfile makes of {archive.Apt}'s .deb";
        var message = $"{archive.Name} could not be fetched: {string.Join("; ", _failures)}. Fix: {first} ./kit data get {name} again, or put {file} at {_place} and do the same";
        throw _wasWrong ? new InvalidDataException(message) : new HttpRequestException(message);
    }

    private async Task<bool> TryAsync(string source, Func<Task> fetch)
    {
        try
        {
            await fetch().ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is InvalidDataException or HttpRequestException or OperationCanceledException { InnerException: TimeoutException })
        {
            _wasWrong |= failure is InvalidDataException;
            var message = failure is OperationCanceledException ? "no answer in time" : failure.Message;
            _failures.Add($"{source}: {message.ReplaceLineEndings(" ").TrimEnd('.')}");
            Say(_failures[^1]);
            return false;
        }
    }

    private void Say(string text) => progress?.Report(new DataSetProgress(archive.Name, text));

    private async Task FromPlaceAsync(CancellationToken cancellation)
    {
        Say($"{archive.Name}: unpacking {_place}");
        if (DataSetFiles.Problem(_place, archive.Bytes, archive.Sha256) is { } problem)
            throw new InvalidDataException(problem);
        await UnpackAsync(_place, isProved: archive.Sha256 is not null, cancellation).ConfigureAwait(false);
    }

    private async Task FromClientAsync(Func<DataSetArchive, CancellationToken, Task<string>> bring, CancellationToken cancellation) =>
        await FromPackageAsync(await bring(archive, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    // Debian packs anew, and a package has a version of its own, so the archive's own sum does not hold there: the files' sums must be known, or
    // apt itself must have brought it, which checks what it brings.
    private async Task FromPackageAsync(string packaged, CancellationToken cancellation)
    {
        if (!HasSums && archive.Apt is null)
            throw new InvalidDataException("no checksum is known for what it holds");
        Say($"{archive.Name}: unpacking {packaged}");
        await UnpackAsync(packaged, isProved: true, cancellation).ConfigureAwait(false);
    }

    private async Task FromAddressAsync(Uri address, CancellationToken cancellation)
    {
        Say($"{archive.Name}: fetching {address}");
        // Packing may lengthen what cannot be packed, but by far less than this.
        var most = archive.Bytes ?? files.Keys.Sum(file => file.Bytes + file.Bytes / 64) + (1 << 16);
        try
        {
            await new DataSetDownload(client, archive, _place, most, progress).RunAsync(address, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InvalidDataException || (failure is HttpRequestException && archive.Sha256 is null && !HasSums))
        {
            // Without a sum nothing would tell that the rest came from elsewhere.
            File.Delete(_place + DataSetDownload.Unfinished);
            throw;
        }
        try
        {
            await UnpackAsync(_place, isProved: archive.Sha256 is not null, cancellation).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(_place);
        }
    }

    private async Task UnpackAsync(string path, bool isProved, CancellationToken cancellation)
    {
        await DataSetUnpacking.RunAsync(path, files, archive.Apt is null, cancellation).ConfigureAwait(false);
        foreach (var (file, place) in files.Where(file => isProved && file.Key.Sha256 is null))
            sums.Record(file.Name, DataSetSums.Of(place), isProved: true);
    }
}

/// <summary>Unpacks the files of an archive beside their places, and renames them when all of them are right.</summary>
internal static class DataSetUnpacking
{
    // What is not the same everywhere may be longer elsewhere, but by less than this.
    private const int MostTimes = 8;

    /// <summary>Unpacks what the archive should hold to the path that each file gets; no half-written file stays.</summary>
    /// <param name="archive">Its path.</param>
    /// <param name="files">What it should hold, and where each goes.</param>
    /// <param name="isExact">Whether the files must be as long as the manifest says.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(string archive, IReadOnlyDictionary<DataSetFile, string> files, bool isExact, CancellationToken cancellation)
    {
        try
        {
            await UnpackAsync(archive, files, isExact, cancellation).ConfigureAwait(false);
            foreach (var (file, path) in files)
            {
                if (!File.Exists(Aside(path)))
                    throw new InvalidDataException($"it holds no {file.Name}");
                // A recorded sum is only of what was here before; the manifest's alone decides what may come.
                if (DataSetFiles.Problem(Aside(path), isExact ? file.Bytes : null, file.Sha256) is { } wrong)
                    throw new InvalidDataException($"{file.Name}, unpacked: {wrong}");
                if (new FileInfo(Aside(path)).Length is var length && !isExact && (length == 0 || length > MostTimes * file.Bytes))
                    throw new InvalidDataException($"{file.Name}, unpacked: {(length == 0 ? "empty" : $"longer than {MostTimes} times the {file.Bytes} bytes of Debian 12's")}");
            }
            foreach (var path in files.Values)
                File.Move(Aside(path), path, overwrite: true);
        }
        finally
        {
            foreach (var path in files.Values)
                File.Delete(Aside(path));
        }
    }

    private static string Aside(string path) => path + DataSetDownload.Unfinished;

    private static async Task UnpackAsync(string archive, IReadOnlyDictionary<DataSetFile, string> files, bool isExact, CancellationToken cancellation)
    {
        var ending = archive.EndsWith(".tar.gz", StringComparison.Ordinal) ? ".tgz" : Path.GetExtension(archive);
        try
        {
            using var packed = File.OpenRead(archive);
            await (ending switch
            {
                ".tar" => FromTarAsync(packed, files, isExact, cancellation),
                ".tgz" => FromTarAsync(new GZipStream(packed, CompressionMode.Decompress), files, isExact, cancellation),
                ".zip" => FromZipAsync(packed, files, cancellation),
                ".dll" => FromLibraryAsync(packed, files, cancellation),
                _ => FromGzipAsync(packed, files, cancellation),
            }).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException or BadImageFormatException)
        {
            var kind = ending switch { ".zip" => "zip", ".dll" => ".NET library", ".tar" => "tar", _ => "gzip" };
            throw new InvalidDataException($"not a complete {kind} file ({failure.Message.TrimEnd('.')})", failure);
        }
    }

    private static async Task FromGzipAsync(Stream packed, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        await WriteAsync(unpacked, files.Values.Single(), files.Keys.Single().Bytes + 1, cancellation).ConfigureAwait(false);
    }

    // Names are looked up, never used as paths: an archive cannot write anywhere else.
    private static async Task FromTarAsync(Stream unpacked, IReadOnlyDictionary<DataSetFile, string> files, bool isExact, CancellationToken cancellation)
    {
        using (unpacked)
        {
            if (unpacked.CanSeek && files.Keys.FirstOrDefault(file => file.IsWhole) is { } whole)
            {
                await WriteAsync(unpacked, files[whole], Most(whole), cancellation).ConfigureAwait(false);
                unpacked.Position = 0;
            }
            using var reader = new TarReader(unpacked);
            while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } item)
            {
                foreach (var (file, path) in files.Where(file => file.Key.IsAt(item.Name) && item.DataStream is not null))
                    await WriteAsync(item.DataStream!, path, Most(file), cancellation).ConfigureAwait(false);
            }
        }

        long Most(DataSetFile file) => (isExact ? 1 : MostTimes) * file.Bytes + 1;
    }

    private static async Task FromZipAsync(Stream packed, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        using var reader = new ZipArchive(packed, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var item in reader.Entries)
        {
            foreach (var (file, path) in files.Where(file => file.Key.Name == item.Name))
            {
                using var unpacked = item.Open();
                await WriteAsync(unpacked, path, file.Bytes + 1, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Nothing of the library is loaded or run: its resources lie in it as they are, each behind its length.
    private static async Task FromLibraryAsync(Stream packed, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        using var library = new PEReader(packed, PEStreamOptions.LeaveOpen);
        if (!library.HasMetadata || !library.PEHeaders.TryGetDirectoryOffset(library.PEHeaders.CorHeader!.ResourcesDirectory, out var start))
            throw new InvalidDataException("it has no resources of .NET");
        var metadata = library.GetMetadataReader();
        var length = new byte[sizeof(uint)];
        foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource).Where(resource => resource.Implementation.IsNil))
        {
            var name = metadata.GetString(resource.Name);
            foreach (var (file, path) in files.Where(file => name.EndsWith($".{file.Key.Name}", StringComparison.Ordinal)))
            {
                packed.Position = start + resource.Offset;
                await packed.ReadExactlyAsync(length, cancellation).ConfigureAwait(false);
                await WriteAsync(packed, path, Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(length), file.Bytes + 1), cancellation).ConfigureAwait(false);
            }
        }
    }

    // A wrong source may unpack to any size: callers stop one byte after what is expected.
    private static async Task WriteAsync(Stream source, string path, long most, CancellationToken cancellation)
    {
        using var target = File.Create(Aside(path));
        var buffer = new byte[81920];
        for (var left = most; left > 0;)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellation).ConfigureAwait(false);
            if (count == 0)
                return;
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            left -= count;
        }
    }
}
