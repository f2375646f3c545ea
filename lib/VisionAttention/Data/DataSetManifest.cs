using System.Text.Json;

namespace VisionAttention.Data;

/// <summary>The data sets that data/manifest.json lists.</summary>
public static class DataSetManifest
{
    /// <summary>Reads every data set of a checkout, by name.</summary>
    /// <param name="root">The repository's root.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static IReadOnlyDictionary<string, DataSetEntry> Read(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing. Fix: {Fix(root)}", path);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var sets = document.RootElement.GetProperty("sets").Deserialize<Dictionary<string, DataSetEntry>>(Options)
                ?? throw new JsonException("\"sets\" is null");
            foreach (var (name, entry) in sets)
            {
                Check(name, entry);
            }

            return sets;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: it cannot be read ({failure.Message.TrimEnd('.')}). Fix: {Fix(root)}", failure);
        }
    }

    /// <summary>Reads one data set.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">The data set's name, for example <c>fashion-mnist</c>.</param>
    public static DataSetEntry Read(string root, string name)
    {
        var all = Read(root);
        return all.TryGetValue(name, out var entry)
            ? entry
            : throw new ArgumentException($"data set \"{name}\" is not in {FileName}, which lists: {string.Join(", ", all.Keys)}", nameof(name));
    }

    /// <summary>Finds the repository's root: the nearest folder, from <paramref name="start"/> upwards, with environment.json.</summary>
    /// <param name="start">Where to begin; null begins at the current directory.</param>
    public static string FindRoot(string? start = null)
    {
        start ??= Directory.GetCurrentDirectory();
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Landmark)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"no {Landmark} in {start} or above it. Fix: work inside a checkout of the repository", Landmark);
    }

    /// <summary>Path of the manifest below the repository's root.</summary>
    public const string FileName = "data/manifest.json";

    /// <summary>How the files of a data set come back, in a checkout or in an archive of ./kit pack, which fetches nothing.</summary>
    internal static string Fix(string root, string name) =>
        IsArchive(root) ? $"unpack the archive again; one made without {name} is made with it by ./kit pack --data {name}, in the checkout" : $"./kit data get {name}";

    private static string Fix(string root) =>
        !File.Exists(Path.Combine(root, Landmark)) ? $"name the folder that holds {Landmark} and {FileName}"
        : IsArchive(root) ? "unpack the archive again"
        : $"git checkout {FileName}";

    // It has the landmark, but no sources.
    private static bool IsArchive(string root) => File.Exists(Path.Combine(root, Landmark)) && !Directory.Exists(Path.Combine(root, "lib"));

    private const string Landmark = "environment.json";

    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private static void Check(string name, DataSetEntry entry)
    {
        foreach (var file in entry.Files)
        {
            if (!entry.Archives.Any(archive => archive.Name == file.Archive))
            {
                throw new JsonException($"{name}: {file.Name} is said to be in {file.Archive}, which is no archive of the set");
            }
        }

        // Each is joined to a folder, so none may lead out of it.
        foreach (var part in entry.Files.Select(file => file.Name).Concat(entry.Archives.Select(archive => archive.Name)))
        {
            if (part.Length == 0 || part.StartsWith('.') || part.Contains('/', StringComparison.Ordinal))
            {
                throw new JsonException($"{name}: \"{part}\" is no plain file name");
            }
        }
    }
}

/// <summary>A data set as data/manifest.json describes it.</summary>
/// <param name="Folder">Where its files lie, relative to the repository's root.</param>
/// <param name="Licence">The licence it is published under.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Addresses">Public addresses, tried in order, to each of which an archive's name is appended.</param>
/// <param name="Archives">What is downloaded.</param>
/// <param name="Files">What is unpacked from the archives.</param>
/// <param name="AptFolder">The folder that a Debian package installs the archives to, packed anew; null when there is none.</param>
/// <param name="IsForLessons">Whether the lessons need it.</param>
public sealed record DataSetEntry(
    string Folder,
    string Licence,
    int Classes,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<DataSetArchive> Archives,
    IReadOnlyList<DataSetFile> Files,
    string? AptFolder = null,
    bool IsForLessons = false);

/// <summary>One file of a data set, unpacked.</summary>
/// <param name="Name">File name inside the data set's folder.</param>
/// <param name="Archive">Name of the archive that holds it.</param>
/// <param name="Bytes">Exact length in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 hexadecimal digits; null when only the archive's is proved, or none.</param>
public sealed record DataSetFile(string Name, string Archive, long Bytes, string? Sha256 = null);

/// <summary>One file to download: <c>.gz</c> holds a single file, <c>.tar.gz</c> several.</summary>
/// <param name="Name">File name, appended to an address.</param>
/// <param name="Bytes">Exact length in bytes; null when it is not the same everywhere.</param>
/// <param name="Sha256">SHA-256 of the packed file, 64 hexadecimal digits; null when none is proved.</param>
public sealed record DataSetArchive(string Name, long? Bytes = null, string? Sha256 = null);
