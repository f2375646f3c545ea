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
    [InlineData("Enumerable.Range(0, int.MaxValue).Where(i => i % 2 == 5).Count()")]
    [InlineData("Enumerable.Range(0, int.MaxValue).AsParallel().Where(i => i % 7 == 9).Count()")]
    [InlineData("Enumerable.Range(2, int.MaxValue - 3).Where(p => Enumerable.Range(2, p - 2).All(q => p % q != 0)).ToList()")]
    [InlineData("(from a in Enumerable.Range(1, 100_000) from b in Enumerable.Range(1, 100_000) where a * b == -1 select a).ToList()")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => Math.Sin(i)).Sum()")]
    [InlineData("long round = 0; again: round++; goto again;")]
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
    public void After_library_code_was_aborted_cells_still_stop_and_a_second_time_it_is_told_to_restart()
    {
        string[] cells =
        [
            "Enumerable.Range(0, int.MaxValue).Sum(Convert.ToInt64)", "while (true) { }", "Thread.Sleep(60_000);",
            "Enumerable.Range(0, int.MaxValue).Count(i => { Console.Write('.'); return true; })", "Enumerable.Range(0, 600_000_000).Sum(Convert.ToInt64)",
        ];
        foreach (var cell in cells)
        {
            var id = _kernel.SendExecute("Console.Write(\"started\"); " + cell);
            WaitForStream();
            _kernel.Request("interrupt_request", channel: "control");
            var run = _kernel.Finish(id);
            Assert.Equal(cell == cells[^1], run.Status == "ok" || run.Stream("stderr").Contains("restart the kernel", StringComparison.Ordinal));
        }

        Assert.Equal("2", _kernel.Execute("1 + 1").ResultText);
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

    [Theory]
    [InlineData("while (true) { using var scope = torch.NewDisposeScope(); layer.forward(images).square().mean().backward(); kept++; }")]
    [InlineData("Trainer.Fit(network, train, test, normalisation, recipe, torch.CPU, new ProgressHandler<TrainingProgress>(_ => kept++));")]
    [InlineData("Trainer.Fit(network, train, test, normalisation, recipe, torch.CPU, new ProgressHandler<TrainingProgress>(_ => kept++), KernelInvocationContext.Current.CancellationToken);")]
    public void Stops_at_random_moments_of_training_end_no_kernel(string code)
    {
        _kernel.Execute($"System.IO.Directory.SetCurrentDirectory(\"{Path.Combine(Folders.Repository, "notebooks")}\");");
        var prepared = _kernel.Execute("""
            #load "kit.csx"
            var kept = 0L;
            var layer = new LocalSelfAttention(16, 16, new LocalSelfAttentionOptions { KernelSize = 7, Heads = 4 });
            var images = torch.randn(4, 16, 28, 28);
            var (allTrain, allTest) = FashionMnist.Load(Root);
            var (train, test, normalisation) = (allTrain.Take(2_000), allTest.Take(64), Normalisation.Of(allTrain.Images));
            var recipe = new TrainingOptions { BatchSize = 16, Epochs = 100, Seed = 1 };
            var network = new AttentionResNet(AttentionResNetOptions.FullAttention(depth: 26) with { Width = 0.125, InChannels = 1, Classes = 10, Attention = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 4 } });
            """);
        Assert.True(prepared.Status == "ok", prepared.Status == "ok" ? "" : prepared.Traceback);
        var random = new Random(1);
        var last = 0L;
        for (var stop = 0; stop < 8; stop++)
        {
            var id = _kernel.SendExecute(code);
            Thread.Sleep(random.Next(50, 900));
            _kernel.Request("interrupt_request", channel: "control");
            Assert.Contains("interrupted", _kernel.Finish(id).Traceback, StringComparison.Ordinal);
            var kept = long.Parse(_kernel.Execute("kept").ResultText);
            Assert.True(kept >= last, $"{kept} after {last}");
            last = kept;
        }
    }
}
