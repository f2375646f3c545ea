using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>The data sets that data/manifest.json lists.</summary>
public static class DataSetManifest
{
    /// <summary>Path of the manifest below the repository's root.</summary>
    internal const string FileName = "data/manifest.json";

    private const string Landmark = "environment.json";

    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Finds the repository's root: the nearest folder, from <paramref name="start"/> upwards, with environment.json.</summary>
    /// <param name="start">Where to begin; null begins at the current directory.</param>
    public static string FindRoot(string? start = null)
    {
        start ??= Directory.GetCurrentDirectory();
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Landmark)))
                return folder.FullName;
        }
        throw new FileNotFoundException($"no {Landmark} in {start} or above it. Fix: work inside a checkout of the repository", Landmark);
    }

    /// <summary>Reads every data set of a checkout, by name.</summary>
    internal static IReadOnlyDictionary<string, DataSetEntry> Read(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing. Fix: {Fix(root)}", path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var sets = document.RootElement.GetProperty("sets").Deserialize<Dictionary<string, DataSetEntry>>(Options)
                ?? throw new JsonException("\"sets\" is null");
            foreach (var (name, entry) in sets)
                Check(name, entry);
            if (sets.FirstOrDefault(set => set.Value.Substitute is { } other && (other == set.Key || !sets.ContainsKey(other))) is { Key: { } lost })
                throw new JsonException($"{lost}: its substitute is no other set");
            return sets;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: it cannot be read ({(failure is JsonException json ? FileErrors.Json(json) : failure.Message.TrimEnd('.'))}). Fix: {Fix(root)}", failure);
        }
    }

    /// <summary>Reads one data set.</summary>
    internal static DataSetEntry Read(string root, string name)
    {
        var all = Read(root);
        return all.TryGetValue(name, out var entry)
            ? entry
            : throw new ArgumentException($"data set \"{name}\" is not in {FileName}, which lists: {string.Join(", ", all.Keys)}", nameof(name));
    }

    /// <summary>How the files of a data set come back, in a checkout or in an archive of ./kit pack, which fetches nothing.</summary>
    internal static string Fix(string root, string name) =>
        IsArchive(root) ? $"unpack the archive again; one made without {name} is made with it by ./kit pack --data {name}, in the checkout" : $"./kit data get {name}";

    private static string Fix(string root) =>
        !File.Exists(Path.Combine(root, Landmark)) ? $"name the folder that holds {Landmark} and {FileName}"
        : IsArchive(root) ? "unpack the archive again"
        : $"git checkout {FileName}";

    // It has the landmark, but no sources.
    private static bool IsArchive(string root) => File.Exists(Path.Combine(root, Landmark)) && !Directory.Exists(Path.Combine(root, "lib"));

    private static void Check(string name, DataSetEntry entry)
    {
        var archives = entry.Archives.Select(archive => archive.Name).ToList();
        if (entry.Files.FirstOrDefault(file => !archives.Contains(file.Archive)) is { } lost)
            throw new JsonException($"{name}: {lost.Name} is said to be in {lost.Archive}, which is no archive of the set");
        // Each is joined to a folder, so none may lead out of it.
        var parts = entry.Files.Select(file => file.Name).Concat(archives);
        if (parts.FirstOrDefault(part => part.Length == 0 || part.StartsWith('.') || part.Contains('/', StringComparison.Ordinal)) is { } astray)
            throw new JsonException($"{name}: \"{astray}\" is no plain file name");
    }
}

/// <summary>A data set as data/manifest.json describes it: archives are downloaded, files unpacked from them into the folder below the root.</summary>
/// <remarks>Addresses are tried in order, an archive's name appended. To AptFolder a Debian package installs the archives, packed anew. The
/// package named by Npm or NuGet is the archive, or holds it; an archive's own Apt names a package of Debian that is fetched without being installed.
/// An optional set has something to take its place: the lessons' own means, or before them the set that Substitute names.</remarks>
internal sealed record DataSetEntry(
    string Folder, string Licence, IReadOnlyList<string> Addresses, IReadOnlyList<DataSetArchive> Archives, IReadOnlyList<DataSetFile> Files,
    int? Classes = null, string? AptFolder = null, string? Npm = null, string? NuGet = null, bool IsForLessons = false, bool IsOptional = false, string? Substitute = null)
{
    /// <summary>Whether a file is the same everywhere. What comes in a package of Debian is another in another release, and apt has proved it.</summary>
    public bool IsExact(DataSetFile file) => Archives.First(archive => archive.Name == file.Archive).Apt is null;
}

/// <summary>One file of a data set, unpacked; its SHA-256 is null when only the archive's is proved, or none. Path is how its path in the archive
/// ends, where that is not its name; <c>*</c> is the whole archive.</summary>
internal sealed record DataSetFile(string Name, string Archive, long Bytes, string? Sha256 = null, string? Path = null)
{
    /// <summary>Whether it is the archive as it comes.</summary>
    public bool IsWhole => Path == "*";

    /// <summary>Whether it is what the archive holds under this path.</summary>
    public bool IsAt(string member) => $"/{member}".EndsWith($"/{Path ?? Name}", StringComparison.Ordinal);
}

/// <summary>One file to download: <c>.gz</c> holds a single file, <c>.tar</c>, <c>.tar.gz</c>, <c>.tgz</c> and <c>.zip</c> several, a <c>.dll</c> of .NET
/// has them as resources. What is not the same everywhere, or not proved, is null. Apt is the package of Debian whose files it holds.</summary>
internal sealed record DataSetArchive(string Name, long? Bytes = null, string? Sha256 = null, string? Apt = null);
