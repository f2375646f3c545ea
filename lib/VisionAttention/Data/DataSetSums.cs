using System.Security.Cryptography;
using System.Text.Json;

namespace VisionAttention.Data;

/// <summary>The SHA-256 sums that were found when files arrived, kept beside them for files whose sum no manifest gives.</summary>
internal sealed class DataSetSums
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;
    private readonly Dictionary<string, Entry> _sums;

    private DataSetSums(string path, Dictionary<string, Entry> sums)
    {
        (_path, _sums) = (path, sums);
    }

    /// <summary>Reads what is recorded in a data set's folder; nothing where nothing is.</summary>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public static DataSetSums Read(string folder)
    {
        var path = Path.Combine(folder, "sums.json");
        if (!File.Exists(path))
        {
            return new DataSetSums(path, []);
        }

        try
        {
            return new DataSetSums(path, JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllBytes(path), Indented) ?? []);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}: it cannot be read ({failure.Message.TrimEnd('.')}). Fix: delete it and the files beside it, then fetch them again", failure);
        }
    }

    /// <summary>The sum of a file as the manifest gives it, else as it was recorded, else null.</summary>
    public string? Expected(DataSetFile file) => file.Sha256 ?? _sums.GetValueOrDefault(file.Name)?.Sha256;

    /// <summary>Keeps a sum.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="sha256">The sum found.</param>
    /// <param name="isProved">Whether it came out of an archive with a proved sum; else it is only what was first seen.</param>
    public void Record(string file, string sha256, bool isProved)
    {
        _sums[file] = new Entry(sha256, isProved ? "unpacked from an archive whose sum is proved" : "first use, not proved");
        var aside = _path + ".partial";
        File.WriteAllText(aside, JsonSerializer.Serialize(_sums, Indented) + "\n");
        File.Move(aside, _path, overwrite: true);
    }

    /// <summary>SHA-256 of a file, 64 hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private sealed record Entry(string Sha256, string From);
}
