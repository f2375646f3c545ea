using System.Diagnostics;
using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly KernelProcess _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("while (true) { kept++; }")]
    [InlineData("Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("while (true) { await Task.Delay(5); }")]
    [InlineData("Task.Delay(60_000).Wait();")]
    [InlineData("Parallel.For(0, 4, i => { while (true) { } });")]
    [InlineData("await Task.Yield(); Thread.Sleep(60_000);")]
    public void The_stop_button_ends_a_cell_within_a_second_and_state_survives(string code)
    {
        _kernel.Execute("long kept = 5;");
        var id = _kernel.SendExecute("Console.Write(\"started\"); " + code);
        WaitForStream();
        var watch = Stopwatch.StartNew();
        _kernel.Request("interrupt_request", channel: "control");
        var run = _kernel.Finish(id);
        Assert.True(watch.ElapsedMilliseconds < 1_000, $"it took {watch.ElapsedMilliseconds} ms");
        Assert.Contains("interrupted", run.Traceback, StringComparison.Ordinal);
        Assert.Equal("True", _kernel.Execute("kept >= 5").ResultText);
    }

    [Fact]
    public void A_signal_interrupts_too()
    {
        var id = _kernel.SendExecute("Console.Write(\"started\"); while (true) { }");
        WaitForStream();
        using var kill = Process.Start("kill", ["-INT", _kernel.Process.Id.ToString()]);
        Assert.Equal("error", _kernel.Finish(id).Status);
        Assert.Equal("2", _kernel.Execute("1 + 1").ResultText);
    }

    private void WaitForStream()
    {
        while (_kernel.Broadcast() is not { Type: "stream" })
        {
        }
    }
}
