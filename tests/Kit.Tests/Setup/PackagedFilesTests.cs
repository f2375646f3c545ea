using System.IO.Compression;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

/// <summary>What lies in NuGet's package cache, beside the package that it came in.</summary>
public sealed class PackagedFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("package-").FullName;

    public PackagedFilesTests()
    {
        Directory.CreateDirectory(Native);
        File.WriteAllText(Library, "libtorch");
        using var package = ZipFile.Open(Path.Combine(_root, "libtorch.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(Library, "runtimes/linux-x64/native/libtorch.so");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("libto", false, "libtorch.so has 5 bytes, and 8 in its package")]
    [InlineData("libtorcH", true, "libtorch.so was changed since it was unpacked")]
    [InlineData(null, false, "libtorch.so is missing")]
    public void What_was_cut_short_changed_or_removed_is_named_with_the_fix(string? content, bool areRead, string problem)
    {
        File.Delete(Library);
        if (content is not null)
            File.WriteAllText(Library, content);

        var found = PackagedFiles.Problem(Native, areRead)!.Value;

        Assert.EndsWith(problem, found.Problem, StringComparison.Ordinal);
        Assert.Equal($"rm -r '{_root}', then ./kit setup", found.Fix);
    }

    [Fact]
    public void What_is_as_packed_has_no_problem_and_a_package_that_is_damaged_itself_is_named()
    {
        Assert.Null(PackagedFiles.Problem(Native, areRead: true));
        var package = Path.Combine(_root, "libtorch.nupkg");
        File.WriteAllText(package, "no package");
        Assert.Contains($"the package in {_root} is damaged: ", PackagedFiles.Problem(Native, areRead: false)!.Value.Problem, StringComparison.Ordinal);
        File.Delete(package);
        Assert.Null(PackagedFiles.Problem(Native, areRead: true));
    }

    private string Native => Path.Combine(_root, "runtimes", "linux-x64", "native");

    private string Library => Path.Combine(Native, "libtorch.so");
}
