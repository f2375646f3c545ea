using System.Text.Json;

namespace VisionAttention.Data;

/// <summary>The data sets that environment.json lists.</summary>
public static class DataSetManifest
{
    /// <summary>Reads every data set of a checkout, by name.</summary>
    /// <param name="root">The repository's root, the folder of environment.json.</param>
    public static IReadOnlyDictionary<string, DataSetEntry> Read(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing. Fix: git checkout {FileName}", path);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("data").Deserialize<Dictionary<string, DataSetEntry>>(Options)!;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: the section \"data\" cannot be read ({failure.Message}). Fix: git checkout {FileName}", failure);
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
            if (File.Exists(Path.Combine(folder.FullName, FileName)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"no {FileName} in {start} or above it. Fix: work inside a checkout of the repository", FileName);
    }

    private const string FileName = "environment.json";

    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };
}
