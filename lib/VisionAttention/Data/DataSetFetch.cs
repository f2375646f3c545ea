namespace VisionAttention.Data;

/// <summary>Brings the files of one archive, from the first source that has them.</summary>
internal sealed class DataSetFetch(
    string name, DataSetEntry entry, DataSetArchive archive, IReadOnlyDictionary<DataSetFile, string> files, string folder,
    DataSetSums sums, HttpClient client, IProgress<DataSetProgress>? progress)
{
    private readonly string _place = Path.Combine(folder, archive.Name);
    private readonly List<string> _failures = [];
    private bool _wasWrong;

    /// <summary>Tries the sources in turn.</summary>
    /// <exception cref="HttpRequestException">No source could be reached.</exception>
    /// <exception cref="InvalidDataException">A source was reached, and what it has is wrong.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (File.Exists(_place) && await TryAsync(_place, () => FromPlaceAsync(cancellation)).ConfigureAwait(false))
            return;
        var packaged = entry.AptFolder is null ? null : Path.Combine(entry.AptFolder, archive.Name);
        if (packaged is not null && File.Exists(packaged) && await TryAsync(packaged, () => FromPackageAsync(packaged, cancellation)).ConfigureAwait(false))
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
        catch (InvalidDataException failure)
        {
            _wasWrong = true;
            Failed(source, failure.Message);
        }
        catch (HttpRequestException failure)
        {
            Failed(source, failure.Message);
        }
        catch (OperationCanceledException failure) when (failure.InnerException is TimeoutException)
        {
            Failed(source, "no answer in time");
        }

        return false;
    }

    private void Failed(string source, string message)
    {
        var reason = $"{source}: {message.ReplaceLineEndings(" ").TrimEnd('.')}";
        _failures.Add(reason);
        progress?.Report(new DataSetProgress(archive.Name, reason));
    }

    private async Task FromPlaceAsync(CancellationToken cancellation)
    {
        progress?.Report(new DataSetProgress(archive.Name, $"{archive.Name}: unpacking {_place}"));
        if (DataSetFiles.Problem(_place, archive.Bytes, archive.Sha256) is { } problem)
            throw new InvalidDataException(problem);
        await UnpackAsync(_place, isProved: archive.Sha256 is not null, cancellation).ConfigureAwait(false);
    }

    // Debian packs anew, so the archive's own sum does not hold there: the files' sums must be known.
    private async Task FromPackageAsync(string packaged, CancellationToken cancellation)
    {
        if (files.Keys.Any(file => file.Sha256 is null))
            throw new InvalidDataException("no checksum is known for what it holds");
        progress?.Report(new DataSetProgress(archive.Name, $"{archive.Name}: unpacking {packaged}"));
        await UnpackAsync(packaged, isProved: true, cancellation).ConfigureAwait(false);
    }

    private async Task FromAddressAsync(Uri address, CancellationToken cancellation)
    {
        progress?.Report(new DataSetProgress(archive.Name, $"{archive.Name}: fetching {address}"));
        // Packing may lengthen what cannot be packed, but by far less than this.
        var most = archive.Bytes ?? files.Keys.Sum(file => file.Bytes + file.Bytes / 64) + (1 << 16);
        try
        {
            await new DataSetDownload(client, archive, _place, most, progress).RunAsync(address, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (archive.Sha256 is null && files.Keys.Any(file => file.Sha256 is null))
        {
            // Without a sum nothing would tell that the rest came from elsewhere.
            File.Delete(_place + ".partial");
            throw;
        }
        catch (InvalidDataException)
        {
            File.Delete(_place + ".partial");
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
        // A recorded sum is only of what was here before; the manifest's alone decides what may come.
        await DataSetUnpacking.RunAsync(path, files, (aside, file) => DataSetFiles.Problem(aside, file.Bytes, file.Sha256), cancellation).ConfigureAwait(false);
        foreach (var (file, place) in files)
        {
            if (file.Sha256 is null && isProved)
                sums.Record(file.Name, DataSetSums.Of(place), isProved: true);
        }
    }
}

/// <summary>What happens while a data set is fetched.</summary>
/// <param name="File">The file it is about.</param>
/// <param name="Text">A sentence for the user; null for a count alone.</param>
/// <param name="Received">Bytes of the download that are here.</param>
/// <param name="Total">Bytes of the whole download, where it is known.</param>
public sealed record DataSetProgress(string File, string? Text, long? Received = null, long? Total = null);
