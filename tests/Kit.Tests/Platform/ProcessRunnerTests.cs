using System.Diagnostics;
using VisionAttention.Kit;
using VisionAttention.Kit.Platform;

namespace Kit.Tests.Platform;

public sealed class ProcessRunnerTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Both_streams_and_the_exit_code_come_back()
    {
        var result = await Runner().RunAsync("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"]);

        Assert.Equal((3, "out", "err"), (result.ExitCode, Assert.Single(result.Output), Assert.Single(result.Error)));
    }

    [Fact]
    public async Task A_background_child_that_keeps_the_streams_open_is_not_waited_for()
    {
        var watch = Stopwatch.StartNew();

        var result = await Runner().RunAsync("/bin/sh", ["-c", "sleep 30 & echo done"]);

        Assert.Equal(["done"], result.Output);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task A_time_limit_ends_the_program()
    {
        var options = new ProcessOptions { TimeLimit = TimeSpan.FromMilliseconds(200) };

        await Assert.ThrowsAsync<TimeoutException>(() => Runner().RunAsync("/bin/sh", ["-c", "sleep 30"], options));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsAsync<KitException>(() => Runner().RunAsync("no-such-program", []));

        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
    }

    private ProcessRunner Runner() => new(_checkout.Machine with { SearchPath = ["/usr/bin", "/bin"] });
}
