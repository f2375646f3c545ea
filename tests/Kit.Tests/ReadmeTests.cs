using System.Text.RegularExpressions;

namespace Kit.Tests;

/// <summary>What a README points to is there.</summary>
public sealed partial class ReadmeTests
{
    // Not below artifacts/, where a kernel keeps links to the folders of the libraries that it loads.
    public static TheoryData<string> Readmes =>
    [
        "README.md",
        .. new[] { "lib", "notebooks", "tests" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "README.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Every_file_that_it_names_exists(string readme)
    {
        var path = Path.Combine(Repository.Root, readme);
        var text = File.ReadAllText(path);
        string[] from = [Path.GetDirectoryName(path)!, Repository.Root];
        var named = Link().Matches(text).Select(match => match.Groups[1].Value + match.Groups[2].Value).Concat(Source().Matches(text).Select(match => match.Groups[1].Value));

        string[] missing = [.. named.Where(name => !name.Contains("://", StringComparison.Ordinal) && !from.Any(folder => Path.Exists(Path.Combine(folder, name))))];
        Assert.Empty(missing);
    }

    [Fact]
    public void A_test_that_the_first_README_names_is_a_class_in_the_file_that_it_links()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var named = Named().Matches(text).Select(match => match.Groups[1].Value).Distinct();
        var files = Test().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Assert.Equal(named.Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, test => Assert.Matches($@"\bclass {test.Key}\b", File.ReadAllText(Path.Combine(Repository.Root, test.Value))));
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)|^\[[^\]]+\]: ([^#\s]+)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"\[(\w+Tests)\](?!: tests/)")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\[(\w+Tests)\]: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"`([\w./]+/[\w.]+\.cs)`")]
    private static partial Regex Source();
}
