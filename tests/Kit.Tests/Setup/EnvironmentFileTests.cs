using System.Text.RegularExpressions;
using System.Xml.Linq;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed partial class EnvironmentFileTests
{
    private static readonly EnvironmentFile Environment = EnvironmentFile.Read(new Workspace(Repository.Root));

    [Fact]
    public void No_project_file_names_a_version_itself()
    {
        var projects = ProjectFiles();
        Assert.NotEmpty(projects);
        foreach (var path in projects)
        {
            foreach (var element in XDocument.Load(path).Descendants())
            {
                var version = (string?)element.Attribute("Version") ?? (string?)element.Attribute("VersionOverride");
                Assert.False(version is not null && LiteralVersion().IsMatch(version), $"{path}: {element}");
                Assert.False(element.Name.LocalName is "TargetFramework" && LiteralVersion().IsMatch(element.Value), $"{path}: {element}");
            }
        }
    }

    [Fact]
    public void Every_package_that_a_project_refers_to_is_listed()
    {
        var listed = Environment.Packages.Values.SelectMany(group => group.Versions.Keys).ToHashSet();
        foreach (var path in ProjectFiles())
        {
            foreach (var element in XDocument.Load(path).Descendants("PackageReference"))
                Assert.Contains((string)element.Attribute("Include")!, listed);
        }
    }

    [Fact]
    public void Debian_packages_appear_in_no_source_of_the_kit()
    {
        var words = Environment.Apt.Values.SelectMany(group => group).Where(name => name.Contains('-', StringComparison.Ordinal))
            .ToArray();
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "lib", "Kit"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            Assert.DoesNotContain(words, word => text.Contains($"\"{word}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_registry_is_named_only_packages_are()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "environment.json"));

        Assert.DoesNotMatch(@"https?://(?!learn\.microsoft\.com/)", text);
        Assert.All(Environment.Packages.Values, group => Assert.NotEmpty(group.For));
    }

    [Fact]
    public void A_damaged_file_is_one_line_with_the_fix()
    {
        using var checkout = new Checkout();
        File.WriteAllText(checkout.Workspace.EnvironmentFile, "{ \"name\": ");

        var failure = Assert.Throws<KitException>(() => EnvironmentFile.Read(checkout.Workspace));

        Assert.Contains("git checkout environment.json", failure.Fix, StringComparison.Ordinal);
    }

    private static string[] ProjectFiles() =>
    [
        .. new[] { "lib", "tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".csproj" or ".props" or ".targets"),
    ];

    [GeneratedRegex("[0-9]+\\.[0-9]+")]
    private static partial Regex LiteralVersion();
}
