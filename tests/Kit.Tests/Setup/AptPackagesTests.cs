using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class AptPackagesTests : IDisposable
{
    private const string Command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends g++";
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Only_what_dpkg_does_not_call_installed_is_missing()
    {
        _checkout.Program("dpkg-query", "echo 'g++ installed'; echo 'jupyter-console config-files'; exit 1");

        var missing = await Apt().MissingAsync(["g++", "jupyter-console", "libzmq5"], default);

        Assert.Equal(["jupyter-console", "libzmq5"], missing);
    }

    [Fact]
    public async Task Without_apt_the_message_names_the_packages_and_the_way_round()
    {
        var failure = await Assert.ThrowsAsync<KitException>(() => Apt().MissingAsync(["g++"], default));

        Assert.Contains("no apt-get", failure.Problem, StringComparison.Ordinal);
        Assert.Contains(Command, failure.Fix, StringComparison.Ordinal);
        Assert.Contains("VISION_ATTENTION_SKIP_APT=1", failure.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "neither root nor sudo")]
    [InlineData(true, "sudo does not let this user")]
    public async Task Without_a_sudo_that_grants_it_the_message_is_the_command_for_an_administrator(bool hasSudo, string problem)
    {
        _checkout.Program("apt-get", "exit 99");
        if (hasSudo)
            _checkout.Program("sudo", "exit 1");

        var failure = await InstallFailsAsync();

        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.EndsWith(Command, failure.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_sudo_the_list_is_refreshed_before_installing_without_recommendations()
    {
        var calls = Path.Combine(_checkout.Root, "calls");
        _checkout.Program("apt-get", $"echo \"$DEBIAN_FRONTEND $*\" >> {calls}");
        _checkout.Program("sudo", "shift; exec \"$@\"");
        // The fake sudo runs `true` and `env` of the real machine.
        await new AptPackages(_checkout.Context(_checkout.Machine with { SearchPath = [_checkout.Programs, "/usr/bin", "/bin"] }))
            .InstallAsync(["g++", "libzmq5"], default);

        Assert.Equal(
            ["noninteractive update", "noninteractive install -y --no-install-recommends g++ libzmq5"], File.ReadAllLines(calls));
    }

    [Theory]
    [InlineData("E: You don't have enough free space. No space left on device", "apt-get update failed: You don't have enough free space. No space left on device", "df -h")]
    [InlineData("E: Unable to locate package g++", "failed: Unable to locate package g++", "by hand: " + Command)]
    public async Task A_failing_apt_is_explained_in_one_line(string says, string problem, string fix)
    {
        _checkout.Program("apt-get", $"echo \"{says}\" >&2; exit 100");

        var failure = await InstallFailsAsync(isRoot: true);

        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private AptPackages Apt(bool isRoot = false) => new(_checkout.Context(_checkout.Machine with { IsRoot = isRoot }));

    private Task<KitException> InstallFailsAsync(bool isRoot = false) =>
        Assert.ThrowsAsync<KitException>(() => Apt(isRoot).InstallAsync(["g++"], default));
}
