using Kernel.Tests.Client;

namespace Kernel.Tests;

/// <summary>Packages from a folder that serves as a feed.</summary>
public sealed class PackageTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    // Restored packages stay in the user's cache, so every run takes names of its own.
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    private string Feed => Path.Combine(kernel.Folder, "feed");

    private string Package(string name, string version, string body)
    {
        var id = $"KernelTest.{name}.R{_run}";
        TestLibrary.WritePackage(Feed, id, version, $"namespace KernelTest {{ public static class {name} {{ {body} }} }}");
        return id;
    }

    [Fact]
    public void Packages_of_a_cell_are_restored_together_with_progress_and_stay()
    {
        var (one, two) = (Package("One", "1.2.0", "public static int Value() => 1;"), Package("Two", "2.0.0", "public static int Value() => 2;"));
        var run = kernel.Execute($"#i \"nuget: feed\"\n#r \"nuget:{one}, 1.2.0\"\n#r \"nuget: {two}\"\nKernelTest.One.Value() + KernelTest.Two.Value()");
        Assert.Equal("3", run.ResultText);
        Assert.Equal($"Installing packages: {one} 1.2.0, {two}", (string?)run.Data("display_data")["text/plain"]);
        Assert.Equal($"Installed packages: {one} 1.2.0, {two} 2.0.0", (string?)run.All("update_display_data")[^1]["data"]!["text/plain"]);

        var again = kernel.Execute($"#r \"nuget: {one}\"\n#r \"nuget: {two}, 2.0.0\"\nKernelTest.One.Value()");
        Assert.Equal("1", again.ResultText);
        Assert.Empty(again.All("display_data"));

        Assert.Contains(
            $"{one} version 9.0.0 cannot be added because version 1.2.0 was added before", kernel.Execute($"#r \"nuget: {one}, 9.0.0\"").Traceback, StringComparison.Ordinal);
        RunsFromTheCache(one);
    }

    private static void RunsFromTheCache(string id)
    {
        using var other = new KernelProcess();
        Directory.CreateDirectory(Path.Combine(other.Folder, "feed"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var run = other.Execute($"#r \"nuget: {id}, 1.2.0\"\nKernelTest.One.Value()");
        Assert.Equal("1", run.ResultText);
        Assert.True(watch.Elapsed.TotalSeconds < 30, $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_package_without_a_library_is_named_with_its_version()
    {
        var id = $"KernelTest.Bundle.R{_run}";
        TestLibrary.WritePackage(Feed, id, "3.1.0", source: null);
        var run = kernel.Execute($"#i \"nuget: feed\"\n#r \"nuget: {id}\"");
        Assert.Equal($"Installed packages: {id} 3.1.0", (string?)run.All("update_display_data")[^1]["data"]!["text/plain"]);
    }

    [Fact]
    public void A_feed_that_lacks_a_version_or_a_package_is_named_with_both()
    {
        var known = Package("Known", "1.0.0", "");
        var run = kernel.Execute($"#i \"nuget: feed\"\n#r \"nuget: {known}, 7.0.0\"\n#r \"nuget: KernelTest.Unknown, 1.0.0\"");
        var lines = run.Traceback.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches($@"line 2: {known} 7\.0\.0 cannot be restored: no such version on .*{Feed}.*; the nearest is 1\.0\.0", lines[0]);
        Assert.Matches($@"line 3: KernelTest\.Unknown 1\.0\.0 cannot be restored: no package of that name on .*{Feed}", lines[1]);
        Assert.StartsWith("Packages not installed: ", (string?)run.All("update_display_data")[^1]["data"]!["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_wanted_version_can_be_had_after_another_failed()
    {
        var late = Package("Late", "1.0.0", "public static int Value() => 6;");
        kernel.Execute($"#i \"nuget: feed\"\n#r \"nuget: {late}, 3.0.0\"");
        Assert.Equal("6", kernel.Execute($"#r \"nuget: {late}, 1.0.0\"\nKernelTest.Late.Value()").ResultText);
    }
}
