using VisionAttention.Data;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

/// <summary>THIRD-PARTY-NOTICES.md beside environment.json and data/manifest.json. What the archive carries is compared where it is packed.</summary>
public sealed class NoticesTests
{
    private static readonly EnvironmentFile Environment = EnvironmentFile.Read(new Workspace(Repository.Root));

    [Fact]
    public void Every_package_has_a_notice_with_the_licence_that_it_names_itself() => Notices.AssertNone(PackageProblems(Notices.Read()));

    [Fact]
    public void Every_npm_package_has_a_notice() =>
        Notices.AssertNone(Notices.Read().Problems("npm packages", "environment.json", Environment.Npm.Values.SelectMany(group => group.Versions.Keys), (_, _) => null));

    [Fact]
    public void Every_Debian_package_has_a_notice_with_the_licence_that_Debian_names() =>
        Notices.AssertNone(Notices.Read().Problems("Debian packages", "environment.json", Environment.Apt.Values.SelectMany(group => group), DebianContradiction));

    [Fact]
    public void Every_data_set_has_a_notice_with_the_licence_of_the_manifest()
    {
        var sets = DataSetManifest.Read(Repository.Root);

        Notices.AssertNone(Notices.Read().Problems("Data sets", DataSetManifest.FileName, sets.Keys,
            (name, licence) => sets[name].Licence == licence ? null : $"{DataSetManifest.FileName} says {sets[name].Licence}"));
    }

    [Theory]
    [InlineData("| Spectre.Console |", "| Spectre.Consul |", "Spectre.Console is in environment.json, but has no notice", "Spectre.Consul has a notice")]
    [InlineData("| tables and progress on the terminal | MIT |", "| tables and progress on the terminal | Apache-2.0 |", "Spectre.Console is Apache-2.0 in")]
    public void A_missing_notice_one_too_many_and_a_wrong_licence_are_told(string right, string wrong, params string[] told)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, Notices.FileName));
        Assert.Contains(right, text, StringComparison.Ordinal);

        var problems = PackageProblems(new Notices(text.Replace(right, wrong, StringComparison.Ordinal))).Except(PackageProblems(new Notices(text))).ToArray();

        Assert.Equal(told.Length, problems.Length);
        Assert.All(told.Zip(problems), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<license type=\"expression\">MIT</license>", "Apache-2.0", "MIT", null)]
    [InlineData("<license type=\"expression\">MIT</license>", "MIT", "Apache-2.0", " says MIT")]
    [InlineData("<licenseUrl>http://some.invalid/</licenseUrl>", "MIT", "Apache-2.0", "no licence file in ")]
    public void A_package_is_asked_for_its_expression_and_else_for_the_text_of_its_licence_file(string element, string file, string licence, string? told)
    {
        using var checkout = new Checkout();
        var folder = Directory.CreateDirectory(Path.Combine(checkout.Root, "some.package", "1")).FullName;
        File.WriteAllText(Path.Combine(folder, "some.package.nuspec"), $"<package><metadata>{element}</metadata></package>");
        File.WriteAllText(Path.Combine(folder, "LICENSE.txt"), $"Copyright Somebody\r\n\r\n{Notices.Read().Section(file)}");

        var contradiction = new Notices(File.ReadAllText(Path.Combine(Repository.Root, Notices.FileName)), checkout.Root).Contradiction("Some.Package", "1", licence);

        if (told is null)
            Assert.Null(contradiction);
        else
            Assert.Contains(told, contradiction, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> PackageProblems(Notices notices) => notices.Problems(
        Notices.Packages, "environment.json", Environment.Packages.Values.SelectMany(group => group.Versions.Keys),
        (name, licence) => notices.Contradiction(name, Environment.PackageVersion(name)!, licence));

    // The licence of the files that Debian's list names first.
    private static string? DebianContradiction(string package, string licence)
    {
        var path = $"/usr/share/doc/{package}/copyright";
        if (!File.Exists(path))
            return null;

        var own = File.ReadLines(path).First(line => line.StartsWith("License:", StringComparison.Ordinal))["License:".Length..].Trim();
        return own == licence ? null : $"{path} says {own}";
    }
}
