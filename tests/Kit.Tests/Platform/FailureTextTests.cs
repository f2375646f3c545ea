using VisionAttention.Kit.Platform;

namespace Kit.Tests.Platform;

public sealed class FailureTextTests
{
    [Fact]
    public void A_full_disk_is_called_a_full_disk()
    {
        // /dev/full answers every write as a full disk does.
        var failure = Assert.Throws<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            full.Write([1, 2, 3]);
        });

        var told = FailureText.Explain(failure, "/somewhere")!;
        Assert.Equal("the disk is full", told.Problem);
        Assert.Contains("df -h '/somewhere'", told.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_checkout_is_told_where_to_go()
    {
        // 30 is the error number of a read-only file system.
        var told = FailureText.Explain(new IOException("Read-only file system : '/somewhere/artifacts'", 30), "/somewhere")!;

        Assert.Equal("/somewhere is on a read-only file system", told.Problem);
        Assert.Contains("git clone", told.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_of_ours_is_not_explained_away() =>
        Assert.Null(FailureText.Explain(new InvalidOperationException("a bug"), "/somewhere"));

    [Theory]
    [InlineData("/x/y.csproj : error NU1301: Unable to load the service index. [/x/y.csproj]", "NU1301: Unable to load the service index", "nuget add source")]
    [InlineData("cc1plus: fatal error: /tmp/a.s: No space left on device", "/tmp/a.s: No space left on device", "df -h")]
    [InlineData("touch: 'a': Read-only file system", "touch: 'a': Read-only file system", "git clone")]
    [InlineData("/x/a.cs(1,2): error CS1002: ; expected [/x/y.csproj]", "/x/a.cs(1,2): error CS1002: ; expected", "see the log")]
    [InlineData("W: Failed to fetch it\nE: Some index files failed to download", "Some index files failed to download", "HTTP_PROXY")]
    [InlineData("nothing that says why", "it ended with exit code 3", "see the log")]
    public void A_program_is_quoted_and_what_it_says_chooses_the_fix(string output, string words, string fix)
    {
        var failure = FailureText.OfProgram("work", new ProcessResult(3, output.Split('\n'), []), "see the log");

        Assert.Equal($"work failed: {words}", failure.Problem);
        Assert.Contains(fix, failure.Fix, StringComparison.Ordinal);
        Assert.EndsWith("see the log", failure.Fix, StringComparison.Ordinal);
    }
}
