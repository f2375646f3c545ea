using System.IO.Compression;
using System.Security.Cryptography;

namespace VisionAttention.Data;

/// <summary>Brings a data set's files into place, checks them, and leaves nothing half-written.</summary>
/// <remarks>A file is unpacked beside its place and gets its name only when length and SHA-256 are right.</remarks>
public static class DataSetFiles
{
    /// <summary>The path of one file of a data set.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="entry">The data set.</param>
    /// <param name="file">One of its files.</param>
    public static string PathOf(string root, DataSetEntry entry, DataSetFile file) => Path.Combine(root, entry.Folder, file.Name);

    /// <summary>Checks every file of a data set: there, of the right length, of the right SHA-256.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">The data set's name.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is truncated, too long or altered.</exception>
    public static void Verify(string root, string name)
    {
        var entry = DataSetManifest.Read(root, name);
        foreach (var file in entry.Files)
        {
            VerifyFile(PathOf(root, entry, file), file, name);
        }
    }

    /// <summary>Whether every file is there with the right length; the quick look before work, not a proof.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="entry">The data set.</param>
    public static bool LooksComplete(string root, DataSetEntry entry)
    {
        foreach (var file in entry.Files)
        {
            var info = new FileInfo(PathOf(root, entry, file));
            if (!info.Exists || info.Length != file.Bytes)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fetches what is missing or wrong, from Debian's folder if it is there, else from the public address.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="client">Used for the public address.</param>
    /// <param name="progress">Told what happens, one line at a time.</param>
    /// <param name="cancellation">Ends the work; no half-written file stays.</param>
    public static async Task FetchAsync(
        string root, string name, HttpClient client, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var entry = DataSetManifest.Read(root, name);
        Directory.CreateDirectory(Path.Combine(root, entry.Folder));
        foreach (var file in entry.Files)
        {
            var path = PathOf(root, entry, file);
            if (Problem(path, file) is null)
            {
                continue;
            }

            await FetchFileAsync(entry, file, path, name, client, progress, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task FetchFileAsync(
        DataSetEntry entry, DataSetFile file, string path, string name,
        HttpClient client, IProgress<string>? progress, CancellationToken cancellation)
    {
        var packed = entry.AptFolder is null ? null : Path.Combine(entry.AptFolder, file.Name + ".gz");
        if (packed is not null && File.Exists(packed))
        {
            try
            {
                progress?.Report($"{file.Name}: unpacking {packed}");
                using var source = File.OpenRead(packed);
                await UnpackAsync(source, path, file, packed, name, cancellation).ConfigureAwait(false);
                return;
            }
            catch (InvalidDataException failure)
            {
                progress?.Report($"{failure.Message}; trying the public address");
            }
        }

        var address = entry.Address + file.Name + ".gz";
        progress?.Report($"{file.Name}: fetching {address}");
        try
        {
            using var response = await client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var source = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await UnpackAsync(source, path, file, address, name, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw new HttpRequestException(
                $"{file.Name}: {address} did not deliver it ({failure.Message}). Fix: check the network, or on Debian " +
                $"apt-get install dataset-{name}, then ./kit data get {name}",
                failure, failure.StatusCode);
        }
    }

    private static async Task UnpackAsync(
        Stream source, string path, DataSetFile file, string origin, string name, CancellationToken cancellation)
    {
        var aside = path + ".partial";
        try
        {
            using (var target = File.Create(aside))
            using (var unpacked = new GZipStream(source, CompressionMode.Decompress))
            {
                await CopyAtMostAsync(unpacked, target, file.Bytes + 1, cancellation).ConfigureAwait(false);
            }

            var problem = Problem(aside, file);
            if (problem is not null)
            {
                throw new InvalidDataException($"{origin}: unpacked, {problem}. Fix: ./kit data get {name}");
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (InvalidDataException failure) when (failure.InnerException is null && !failure.Message.StartsWith(origin, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{origin}: not a complete gzip file ({failure.Message}). Fix: ./kit data get {name}", failure);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    // A wrong source may unpack to any size: stop one byte after what is expected.
    private static async Task CopyAtMostAsync(Stream source, Stream target, long limit, CancellationToken cancellation)
    {
        var buffer = new byte[81920];
        var copied = 0L;
        while (copied < limit)
        {
            var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - copied)), cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            copied += count;
        }
    }

    private static void VerifyFile(string path, DataSetFile file, string name)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing. Fix: ./kit data get {name}", path);
        }

        if (Problem(path, file) is { } problem)
        {
            throw new InvalidDataException($"{path}: {problem}. Fix: ./kit data get {name}");
        }
    }

    private static string? Problem(string path, DataSetFile file)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return "missing";
        }

        if (info.Length != file.Bytes)
        {
            return info.Length > file.Bytes
                ? $"longer than the expected {file.Bytes} bytes"
                : $"{info.Length} bytes, expected {file.Bytes}";
        }

        using var stream = File.OpenRead(path);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        return string.Equals(found, file.Sha256, StringComparison.OrdinalIgnoreCase) ? null : $"SHA-256 is {found}, expected {file.Sha256}";
    }
}
