using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class PublishStepTests : IDisposable
{
    private readonly Checkout _checkout = new();

    private string Published => Path.GetDirectoryName(_checkout.Workspace.KernelProgram)!;

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_published_folder_takes_the_place_of_the_old_one_whole()
    {
        Directory.CreateDirectory(Published);
        File.WriteAllText(Path.Combine(Published, "stale.dll"), "");
        _checkout.Program("dotnet", $"{Folder}; echo new > $folder/csharp-kernel.dll");

        await PublishStep.Kernel.ApplyAsync(_checkout.Context(), default);

        Assert.Equal("csharp-kernel.dll", Assert.Single(Directory.GetFiles(Published).Select(Path.GetFileName)));
        Assert.Equal(["kernel", "setup"], Directory.GetDirectories(_checkout.Workspace.Artifacts).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("error CS1002: ; expected", "error CS1002", "kernel.log")]
    [InlineData("error MSB3021: No space left on device", "failed: error MSB3021: No space left on device", "df -h")]
    public async Task A_failed_build_keeps_the_old_folder_and_is_told_in_one_line(string says, string problem, string fix)
    {
        Directory.CreateDirectory(Published);
        File.WriteAllText(_checkout.Workspace.KernelProgram, "old");
        _checkout.Program("dotnet", $"{Folder}; echo half > $folder/csharp-kernel.dll; echo '{says}'; exit 1");

        var failure = await Assert.ThrowsAsync<KitException>(() => PublishStep.Kernel.ApplyAsync(_checkout.Context(), default));

        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal("old", File.ReadAllText(_checkout.Workspace.KernelProgram));
        Assert.False(Directory.Exists(Published + ".new"));
    }

    [Fact]
    public async Task A_published_file_that_was_cut_short_is_noticed()
    {
        _checkout.Program("dotnet", $"{Folder}; echo whole > $folder/csharp-kernel.dll; echo whole > $folder/another.dll");
        await PublishStep.Kernel.ApplyAsync(_checkout.Context(), default);
        var before = Stamps.Hash(PublishStep.Kernel.Inputs(_checkout.Context()));

        File.WriteAllText(Path.Combine(Published, "another.dll"), "wh");

        Assert.NotEqual(before, Stamps.Hash(PublishStep.Kernel.Inputs(_checkout.Context())));
    }

    // publish PROJECT -c Release -p:PublishDir=FOLDER, seen from the project's folder.
    private const string Folder = "/bin/mkdir -p ${2%/*}; folder=${2%/*}/${5#-p:PublishDir=}; /bin/mkdir -p $folder";
}
