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
    [InlineData("long Deep(int n) => n < 2 ? n : Deep(n - 1) + Deep(n - 2); Deep(60)")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Sum(i => (long)(i % 7))")]
    [InlineData("Enumerable.Repeat(0, int.MaxValue).Count(i => { Console.Write('.'); return true; })")]
    [InlineData("try { while (true) { } } catch (InvalidOperationException) { }")]
    [InlineData("lock (new object()) { new ManualResetEvent(false).WaitOne(); }")]
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
    public void Many_interrupts_in_a_row_of_library_code_each_end_their_cell()
    {
        for (var round = 0; round < 3; round++)
        {
            var id = _kernel.SendExecute("Console.Write(\"started\"); Enumerable.Range(0, int.MaxValue).Sum(i => (long)(i % 7))");
            WaitForStream();
            _kernel.Request("interrupt_request", channel: "control");
            Assert.Contains("interrupted", _kernel.Finish(id).Traceback, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_native_call_goes_on_and_the_cell_says_so()
    {
        _kernel.Execute("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int system(string command);");
        var id = _kernel.SendExecute("Console.Write(\"started\"); system(\"sleep 4\"); var after = 1;");
        WaitForStream();
        _kernel.Request("interrupt_request", channel: "control");
        var run = _kernel.Finish(id);
        Assert.Contains("restart the kernel", run.Stream("stderr"), StringComparison.Ordinal);
        Assert.Contains("interrupted", run.Traceback, StringComparison.Ordinal);
        Assert.Equal("2", _kernel.Execute("1 + 1").ResultText);
    }

    [Fact]
    public void A_question_to_the_user_can_be_interrupted()
    {
        var id = _kernel.SendExecute("Console.ReadLine()", new System.Text.Json.Nodes.JsonObject { ["allow_stdin"] = true });
        _kernel.Reply("stdin");
        _kernel.Request("interrupt_request", channel: "control");
        Assert.Contains("interrupted", _kernel.Finish(id).Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_while_nothing_runs_changes_nothing()
    {
        _kernel.Request("interrupt_request", channel: "control");
        Assert.Equal("3", _kernel.Execute("var sum = 0; for (var i = 0; i < 3; i++) sum++; sum").ResultText);
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
