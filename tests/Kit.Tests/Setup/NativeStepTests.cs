using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class NativeStepTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public NativeStepTests() => Directory.CreateDirectory(Path.Combine(_checkout.Root, "lib", "Bundled", "TorchSharp", "native"));

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task The_library_appears_under_its_name_and_the_script_says_which_libtorch()
    {
        Script("echo built > \"$1\"; echo 'libtorch 1.2.3'");

        Assert.Equal("libtorch 1.2.3", await ApplyAsync());
        Assert.Equal("built\n", File.ReadAllText(_checkout.Workspace.NativeLibrary));
    }

    [Fact]
    public async Task A_failed_compilation_keeps_the_old_library_and_names_the_packages()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_checkout.Workspace.NativeLibrary)!);
        File.WriteAllText(_checkout.Workspace.NativeLibrary, "old");
        Script("echo half > \"$1\"; echo 'no libtorch found' >&2; exit 1");

        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.Contains("no libtorch found", failure.Problem, StringComparison.Ordinal);
        Assert.Contains("libtorch-dev", failure.Fix, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_checkout.Workspace.NativeLibrary));
    }

    private void Script(string body) =>
        File.WriteAllText(Path.Combine(_checkout.Root, "lib", "Bundled", "TorchSharp", "native", "build.sh"), body + "\n");

    private Task<string> ApplyAsync() =>
        new NativeStep().ApplyAsync(_checkout.Context(_checkout.Machine with { SearchPath = ["/usr/bin", "/bin"] }), default);
}
