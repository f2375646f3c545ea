using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kit.Tests;

/// <summary>THIRD-PARTY-NOTICES.md, and what packages say of themselves.</summary>
/// <param name="text">The page.</param>
/// <param name="cache">NuGet's package cache; null for this machine's.</param>
internal sealed partial class Notices(string text, string? cache = null)
{
    public const string FileName = "THIRD-PARTY-NOTICES.md";
    public const string Packages = "NuGet packages";
    public const string Archive = "In the archive of `./kit pack`";

    private readonly string _cache = cache ?? (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Repository.Root, "artifacts", "packages"));

    public static Notices Read() => new(File.ReadAllText(Path.Combine(Repository.Root, FileName)));

    /// <summary>Says what is wrong with the table below a heading.</summary>
    public IReadOnlyList<string> Problems(string heading, string source, IEnumerable<string> names, Func<string, string, string?> contradiction)
    {
        var rows = Section(heading).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1], cells => cells[3]);
        var expected = names.ToHashSet();
        return
        [
            .. expected.Except(rows.Keys).Select(name => $"{name} is in {source}, but has no notice in {FileName} under \"{heading}\""),
            .. rows.Keys.Except(expected).Select(name => $"{name} has a notice in {FileName} under \"{heading}\", but is not in {source}"),
            .. from row in rows
               where expected.Contains(row.Key)
               let own = contradiction(row.Key, row.Value)
               where own is not null
               select $"{row.Key} is {row.Value} in {FileName} under \"{heading}\", but {own}",
        ];
    }

    /// <summary>Fails with every problem as a whole line.</summary>
    public static void AssertNone(IReadOnlyList<string> problems) => Assert.True(problems.Count == 0, string.Join('\n', problems));

    /// <summary>What a NuGet package in this machine's cache says of its licence, where that is another than the given one.</summary>
    public string? Contradiction(string package, string version, string licence)
    {
        var folder = Path.Combine(_cache, package.ToLowerInvariant(), version);
        var path = Path.Combine(folder, $"{package.ToLowerInvariant()}.nuspec");
        if (!File.Exists(path))
            return null;

        var own = XDocument.Load(path).Descendants().FirstOrDefault(element => element.Name.LocalName is "license" && (string?)element.Attribute("type") is "expression");
        if (own is not null)
            return own.Value == licence ? null : $"{path} says {own.Value}";

        // Older packages name a file, which comes with the package, or an address, behind which a test cannot look.
        var files = Directory.GetFiles(folder, "LICENSE*");
        return files.Length == 0 || files.Any(file => InOneLine(File.ReadAllText(file)).Contains(InOneLine(Section(licence)), StringComparison.Ordinal))
            ? null
            : $"no licence file in {folder} holds the text that {FileName} gives for it";
    }

    /// <summary>The text below a heading of any level, up to the next heading.</summary>
    public string Section(string heading)
    {
        var match = Regex.Match(text, $@"(?ms)^#+ {Regex.Escape(heading)}\n(.*?)(?=^#+ |\z)");
        return match.Success && match.Groups[1].Value.Trim() is { Length: > 0 } section ? section : throw new InvalidDataException($"{FileName} has no text under \"{heading}\"");
    }

    private static string InOneLine(string paragraph) => Blanks().Replace(paragraph, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
