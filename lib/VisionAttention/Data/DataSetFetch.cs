using System.Formats.Tar;
using System.IO.Compression;

namespace VisionAttention.Data;

/// <summary>Brings the files of one archive, from the first source that has them.</summary>
internal sealed class DataSetFetch(
    string name, DataSetEntry entry, DataSetArchive archive, IReadOnlyDictionary<DataSetFile, string> files, string folder,
    DataSetSums sums, HttpClient client, IProgress<DataSetProgress>? progress)
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
        foreach (var address in entry.Addresses.Select(address => new Uri(address + archive.Name)))
        {
            if (await TryAsync(address.ToString(), () => FromAddressAsync(address, cancellation)).ConfigureAwait(false))
                return;
        }
        var message = $"{archive.Name} could not be fetched: {string.Join("; ", _failures)}. " +
            $"Fix: check the network and run ./kit data get {name} again, or put the file at {_place} and do the same";
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

    // Debian packs anew, so the archive's own sum does not hold there: the files' sums must be known.
    private async Task FromPackageAsync(string packaged, CancellationToken cancellation)
    {
        if (!HasSums)
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
        await DataSetUnpacking.RunAsync(path, files, cancellation).ConfigureAwait(false);
        foreach (var (file, place) in files.Where(file => isProved && file.Key.Sha256 is null))
            sums.Record(file.Name, DataSetSums.Of(place), isProved: true);
    }
}

/// <summary>Unpacks the files of an archive beside their places, and renames them when all of them are right.</summary>
internal static class DataSetUnpacking
{
    /// <summary>Unpacks what the archive should hold to the path that each file gets; no half-written file stays.</summary>
    public static async Task RunAsync(string archive, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        try
        {
            await UnpackAsync(archive, files, cancellation).ConfigureAwait(false);
            foreach (var (file, path) in files)
            {
                if (!File.Exists(Aside(path)))
                    throw new InvalidDataException($"it holds no {file.Name}");
                // A recorded sum is only of what was here before; the manifest's alone decides what may come.
                if (DataSetFiles.Problem(Aside(path), file.Bytes, file.Sha256) is { } wrong)
                    throw new InvalidDataException($"{file.Name}, unpacked: {wrong}");
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

    private static async Task UnpackAsync(string archive, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        try
        {
            using var packed = File.OpenRead(archive);
            using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            if (archive.EndsWith(".tar.gz", StringComparison.Ordinal))
                await FromTarAsync(unpacked, files, cancellation).ConfigureAwait(false);
            else
                await WriteAsync(unpacked, files.Values.Single(), files.Keys.Single(), cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"not a complete gzip file ({failure.Message.TrimEnd('.')})", failure);
        }
    }

    // Names are looked up, never used as paths: an archive cannot write anywhere else.
    private static async Task FromTarAsync(Stream unpacked, IReadOnlyDictionary<DataSetFile, string> files, CancellationToken cancellation)
    {
        using var reader = new TarReader(unpacked);
        while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } item)
        {
            var name = Path.GetFileName(item.Name);
            foreach (var (file, path) in files.Where(file => file.Key.Name == name && item.DataStream is not null))
                await WriteAsync(item.DataStream!, path, file, cancellation).ConfigureAwait(false);
        }
    }

    // A wrong source may unpack to any size: stop one byte after what is expected.
    private static async Task WriteAsync(Stream source, string path, DataSetFile file, CancellationToken cancellation)
    {
        using var target = File.Create(Aside(path));
        var buffer = new byte[81920];
        for (var left = file.Bytes + 1; left > 0;)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellation).ConfigureAwait(false);
            if (count == 0)
                return;
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            left -= count;
        }
    }
}
