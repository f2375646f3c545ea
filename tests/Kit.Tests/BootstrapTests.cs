using System.Text;
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
            Directory.CreateDirectory(Path.Combine(_checkout.Root, folder));

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

    [Fact]
    public async Task Nothing_is_written_to_the_home_and_the_feeds_named_there_are_known()
    {
        Built();
        var home = Path.Combine(_checkout.Root, "home");
        Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet"));
        File.WriteAllText(Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"), "feeds");
        var before = Directory.GetFileSystemEntries(home, "*", SearchOption.AllDirectories);

        var told = Told(await KitAsync("environment"));

        Assert.Equal(before, Directory.GetFileSystemEntries(home, "*", SearchOption.AllDirectories));
        Assert.Equal(home, told["HOME"]);
        foreach (var name in new[] { "DOTNET_CLI_HOME", "NUGET_PACKAGES", "NUGET_HTTP_CACHE_PATH", "XDG_DATA_HOME", "XDG_CACHE_HOME" })
            Assert.StartsWith(_checkout.Workspace.Artifacts + "/", told[name], StringComparison.Ordinal);
        // A path that is too long for the sockets of .NET leaves temporary files where they are.
        var temporary = Path.Combine(_checkout.Workspace.Artifacts, "tmp");
        Assert.Equal(Encoding.UTF8.GetByteCount(temporary) <= 50 ? temporary : null, told.GetValueOrDefault("TMPDIR"));
        Assert.Equal("feeds", File.ReadAllText(Path.Combine(told["DOTNET_CLI_HOME"], ".nuget", "NuGet", "NuGet.Config")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent")]
    public async Task Without_a_home_and_with_a_missing_TMPDIR_both_lie_in_artifacts(string home)
    {
        Built();

        var told = Told(await KitAsync(new Dictionary<string, string> { ["HOME"] = home, ["TMPDIR"] = "/nonexistent/tmp" }, "environment"));

        Assert.Equal(Path.Combine(_checkout.Workspace.Artifacts, "home"), told["HOME"]);
        Assert.Equal(Path.Combine(_checkout.Workspace.Artifacts, "tmp"), told["TMPDIR"]);
    }

    [Fact]
    public async Task A_package_cache_that_can_only_be_read_serves()
    {
        Built();

        // /proc cannot be written even by root.
        var told = Told(await KitAsync(new Dictionary<string, string> { ["NUGET_PACKAGES"] = "/proc/self" }, "environment"));

        Assert.Equal("/proc/self", told["NUGET_FALLBACK_PACKAGES"]);
        Assert.Equal(Path.Combine(_checkout.Workspace.Artifacts, "packages"), told["NUGET_PACKAGES"]);
    }

    [Fact]
    public async Task A_checkout_of_somebody_else_is_used_as_it_is()
    {
        Built();
        Directory.CreateDirectory(Path.Combine(_checkout.Workspace.Artifacts, "tmp"));
        var own = Directory.CreateTempSubdirectory("own-").FullName;
        foreach (var (folder, mode) in new[] { (_checkout.Root, "755"), (Path.Combine(_checkout.Programs, "dotnet"), "755"), (own, "777") })
            await Process("chmod", mode, folder);
        await Process("chmod", "-R", "a-w", _checkout.Workspace.Artifacts);
        try
        {
            // A home that is there and cannot be written is none either.
            var result = await KitAsync(new Dictionary<string, string> { ["HOME"] = "/", ["TMPDIR"] = own }, Environment.IsPrivilegedProcess, "environment");
            var told = Told(result);

            var output = told["VISION_ATTENTION_ARTIFACTS"];
            Assert.Equal(own, Path.GetDirectoryName(output));
            Assert.Equal($"kit: {_checkout.Workspace.Artifacts} cannot be written to: what this command writes goes to {output} (VISION_ATTENTION_HOME names another folder)", Assert.Single(result.Error));
            Assert.Equal(Path.Combine(output, "home"), told["HOME"]);
            Assert.Equal(Path.Combine(output, "home", ".local", "share"), told["VISION_ATTENTION_USER_DATA"]);

            var named = Path.Combine(own, "named");
            var second = await KitAsync(new Dictionary<string, string> { ["HOME"] = "", ["VISION_ATTENTION_HOME"] = named }, Environment.IsPrivilegedProcess, "environment");
            Assert.Empty(second.Error);
            Assert.Equal(Path.Combine(named, "artifacts"), Told(second)["VISION_ATTENTION_ARTIFACTS"]);
        }
        finally
        {
            await Process("chmod", "-R", "u+w", _checkout.Workspace.Artifacts);
            Directory.Delete(own, recursive: true);
        }
    }

    // As after a build; the program tells its environment.
    private void Built()
    {
        Dotnet("10.0.1", build: "exit 99");
        var program = Path.Combine(_checkout.Workspace.Artifacts, "bin", "Kit", "release", "kit.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.WriteAllText(program, "");
        File.WriteAllText(Path.Combine(_checkout.Workspace.StampFolder, "kit.stamp"), "");
    }

    private static Dictionary<string, string> Told(ProcessResult result)
    {
        Assert.True(result.ExitCode == 0, result.Text);
        return result.Output.Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
    }

    private Task<ProcessResult> Process(params string[] words) => new ProcessRunner(_checkout.Machine with { SearchPath = ["/usr/bin", "/bin"] }).RunAsync(words[0], words[1..]);

    private void Dotnet(string version, string build) => _checkout.Program("dotnet", $"""
        case "$1" in
        --list-sdks) echo "{version} [/somewhere/sdk]" ;;
        build) {build} ;;
        *) if [ "$2" = environment ]; then env; else printf '%s|' "$@"; echo; fi ;;
        esac
        """);

    private Task<ProcessResult> KitAsync(params string[] arguments) => KitAsync(new Dictionary<string, string>(), arguments);

    private Task<ProcessResult> KitAsync(Dictionary<string, string> variables, params string[] arguments) => KitAsync(variables, isAnother: false, arguments);

    private Task<ProcessResult> KitAsync(Dictionary<string, string> variables, bool isAnother, params string[] arguments)
    {
        // The places the script looks at beside PATH may hold a real SDK on this machine; a private copy looks nowhere else.
        var script = Path.Combine(_checkout.Root, "kit");
        File.WriteAllText(script, File.ReadAllText(script)
            .Replace("/usr/share/dotnet/dotnet", "/nowhere/dotnet", StringComparison.Ordinal)
            .Replace("/usr/lib/dotnet/dotnet", "/nowhere/dotnet", StringComparison.Ordinal));
        var machine = _checkout.Machine with { SearchPath = [_checkout.Programs, "/usr/bin", "/bin"] };
        string[] words = [.. isAnother ? (string[])["/usr/bin/setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups"] : [], "/bin/bash", script, .. arguments];
        return new ProcessRunner(machine).RunAsync(words[0], words[1..], new ProcessOptions { Variables = variables });
    }
}
