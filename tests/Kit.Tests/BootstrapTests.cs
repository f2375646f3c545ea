using VisionAttention.Kit.Platform;

namespace Kit.Tests;

/// <summary>The shell script at the root, run in a checkout whose SDKs a test makes up.</summary>
public sealed class BootstrapTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public BootstrapTests()
    {
        File.Copy(Path.Combine(Repository.Root, "kit"), Path.Combine(_checkout.Root, "kit"));
        foreach (var folder in new[] { "lib/Kit", "lib/Build", "lib/FusedAttention", "lib/VisionAttention", "lib/Kernel/Wire", "tests/peers" })
        {
            Directory.CreateDirectory(Path.Combine(_checkout.Root, folder));
        }

        File.WriteAllText(Path.Combine(_checkout.Root, "tests/peers/unfold_attention.py"), "");
    }

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_wrong_SDK_is_named_beside_the_one_needed_and_the_fix()
    {
        Dotnet("8.0.100", build: "exit 99");

        var result = await KitAsync();

        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.Error);
        Assert.StartsWith("kit: the .NET SDK 10.0 is needed, found only: 8.0.100", line, StringComparison.Ordinal);
        Assert.Contains("https://learn.microsoft.com/", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error NU1301: Unable to load the service index", "building lib/Kit failed: NU1301: Unable to load the service index. Fix: another feed")]
    [InlineData("error MSB3491: No space left on device", "the disk is full")]
    [InlineData("error CS1002: ; expected", "building lib/Kit failed")]
    public async Task A_failing_build_is_explained(string says, string explanation)
    {
        Dotnet("10.0.1", build: $"echo '{says}'; exit 1");

        var result = await KitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(explanation, result.Error[^1], StringComparison.Ordinal);
        Assert.Contains("Fix: ", result.Error[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_is_built_once_and_gets_the_arguments()
    {
        var program = "artifacts/bin/Kit/release/kit.dll";
        Dotnet("10.0.1", build: $"mkdir -p {_checkout.Root}/artifacts/bin/Kit/release; touch {_checkout.Root}/{program}; echo build >> {_checkout.Root}/builds");

        var first = await KitAsync("data", "two words");
        var second = await KitAsync("data", "two words");

        Assert.Equal([$"{_checkout.Root}/{program}|data|two words|"], first.Output);
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(["build"], File.ReadAllLines(Path.Combine(_checkout.Root, "builds")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_honest_line()
    {
        Dotnet("10.0.1", build: "exit 99");
        Directory.Delete(_checkout.Workspace.Artifacts, recursive: true);
        // A file where the folder must be refuses even root, as a read-only checkout does.
        File.WriteAllText(_checkout.Workspace.Artifacts, "");

        var result = await KitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot write to", result.Error[^1], StringComparison.Ordinal);
        Assert.Contains("git clone", result.Error[^1], StringComparison.Ordinal);
    }

    private void Dotnet(string version, string build) => _checkout.Program("dotnet", $"""
        case "$1" in
        --list-sdks) echo "{version} [/somewhere/sdk]" ;;
        build) {build} ;;
        *) printf '%s|' "$@"; echo ;;
        esac
        """);

    private Task<ProcessResult> KitAsync(params string[] arguments)
    {
        // The places the script looks at beside PATH may hold a real SDK on this machine; a private copy looks nowhere else.
        var script = Path.Combine(_checkout.Root, "kit");
        File.WriteAllText(script, File.ReadAllText(script)
            .Replace("/usr/share/dotnet/dotnet", "/nowhere/dotnet", StringComparison.Ordinal)
            .Replace("/usr/lib/dotnet/dotnet", "/nowhere/dotnet", StringComparison.Ordinal));
        var machine = _checkout.Machine with { SearchPath = [_checkout.Programs, "/usr/bin", "/bin"] };
        return new ProcessRunner(machine).RunAsync("/bin/bash", [script, .. arguments]);
    }
}
