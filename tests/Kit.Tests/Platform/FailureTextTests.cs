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
    [InlineData("error NU1301: Unable to load the service index", "the network did not answer")]
    [InlineData("cc1plus: fatal error: /tmp/a.s: No space left on device", "the disk is full")]
    [InlineData("touch: Read-only file system", "/somewhere is on a read-only file system")]
    public void Signs_in_a_programs_output_are_understood(string output, string problem) =>
        Assert.Equal(problem, FailureText.ExplainOutput(output, "/somewhere")!.Problem);

    [Fact]
    public void Ordinary_output_is_left_to_the_caller() => Assert.Null(FailureText.ExplainOutput("error CS1002: ; expected", "/somewhere"));
}
