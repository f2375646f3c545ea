using System.Text.Json.Nodes;
using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed class ProtocolTests : IDisposable
{
    private readonly KernelProcess _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Kernel_info_describes_the_language()
    {
        var info = _kernel.Request("kernel_info_request").Content;
        Assert.Equal("5.3", (string?)info["protocol_version"]);
        Assert.Equal("C#", (string?)info["language_info"]!["name"]);
        Assert.Equal("text/x-csharp", (string?)info["language_info"]!["codemirror_mode"]);
        Assert.Equal(".cs", (string?)info["language_info"]!["file_extension"]);
    }

    [Fact]
    public void Heartbeat_echoes() => Assert.Equal("beat"u8.ToArray(), _kernel.Beat("beat"u8.ToArray()));

    [Fact]
    public void A_forged_message_is_ignored()
    {
        _kernel.SendForged("execute_request", new JsonObject { ["code"] = "var forged = 1;" });
        Assert.Equal("error", _kernel.Execute("forged").Status);
    }

    [Fact]
    public void Garbage_frames_are_survived()
    {
        _kernel.SendFrames([1, 2, 3]);
        _kernel.SendFrames("<IDS|MSG>"u8.ToArray());
        _kernel.SendFrames("<IDS|MSG>"u8.ToArray(), [], [], [], [], []);
        Assert.Equal("5", _kernel.Execute("2 + 3").ResultText);
    }

    [Fact]
    public void Ten_thousand_prints_arrive_in_order()
    {
        var run = _kernel.Execute("for (var i = 0; i < 10_000; i++) Console.WriteLine(i);");
        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(static number => number + "\n")), run.Stream("stdout"));
    }

    [Fact]
    public void Output_is_sent_while_the_cell_still_runs()
    {
        var id = _kernel.SendExecute("Console.WriteLine(\"early\"); Thread.Sleep(20_000);");
        while (_kernel.Broadcast() is not { Type: "stream" })
        {
        }

        _kernel.Request("interrupt_request", channel: "control");
        Assert.Equal("error", _kernel.Finish(id).Status);
    }

    [Fact]
    public void Cells_behind_a_failed_one_are_aborted()
    {
        var failing = _kernel.SendExecute("Thread.Sleep(500); throw new Exception(\"stop\");");
        var queued = _kernel.SendExecute("var never = 1;");
        Assert.Equal("error", _kernel.Finish(failing).Status);
        Assert.Equal("aborted", _kernel.Finish(queued).Status);
        Assert.Equal("error", _kernel.Execute("never").Status);
    }

    [Fact]
    public void A_cell_that_may_fail_does_not_stop_the_queue()
    {
        var failing = _kernel.SendExecute("Thread.Sleep(300); throw new Exception(\"go on\");", new JsonObject { ["stop_on_error"] = false });
        var queued = _kernel.SendExecute("6 * 7");
        _kernel.Finish(failing);
        Assert.Equal("42", _kernel.Finish(queued).ResultText);
    }

    [Fact]
    public void A_silent_cell_broadcasts_only_its_status_and_counts_nothing()
    {
        _kernel.Execute("1");
        var run = _kernel.Execute("Console.WriteLine(1); 2", new JsonObject { ["silent"] = true });
        Assert.All(run.Broadcasts, static message => Assert.Equal("status", message.Type));
        Assert.Equal(2, (int)_kernel.Execute("3").Reply.Content["execution_count"]!);
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell()
    {
        var run = _kernel.Execute("var seven = 7;", new JsonObject { ["user_expressions"] = new JsonObject { ["good"] = "seven * 2", ["bad"] = "nothing" } });
        var results = run.Reply.Content["user_expressions"]!;
        Assert.Equal("14", (string?)results["good"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)results["bad"]!["status"]);
    }

    [Fact]
    public void Console_ReadLine_asks_the_front_end()
    {
        var id = _kernel.SendExecute("Console.ReadLine() + \"!\"", new JsonObject { ["allow_stdin"] = true });
        Assert.Equal("input_request", _kernel.Reply("stdin").Type);
        _kernel.Send("input_reply", new JsonObject { ["value"] = "Ada" }, "stdin");
        Assert.Equal("Ada!", _kernel.Finish(id).ResultText);
    }

    [Fact]
    public void Reading_without_a_front_end_that_answers_fails_in_plain_words() =>
        Assert.Contains("allow_stdin", _kernel.Execute("Console.ReadLine()").Traceback, StringComparison.Ordinal);

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("1 +* ) 2;", "invalid")]
    public void Is_complete_tells_the_three_cases_apart(string code, string status) =>
        Assert.Equal(status, (string?)_kernel.Request("is_complete_request", new JsonObject { ["code"] = code }).Content["status"]);

    [Fact]
    public void Completion_knows_members_of_variables_of_earlier_cells()
    {
        _kernel.Execute("var words = new List<string>();");
        var reply = _kernel.Request("complete_request", new JsonObject { ["code"] = "words.AddR", ["cursor_pos"] = 10 }).Content;
        Assert.Equal(["AddRange"], ((JsonArray)reply["matches"]!).Select(static match => (string)match!));
        Assert.Equal(6, (int)reply["cursor_start"]!);
    }

    [Fact]
    public void Inspection_shows_a_signature()
    {
        var reply = _kernel.Request("inspect_request", new JsonObject { ["code"] = "Math.Max(1, 2)", ["cursor_pos"] = 6 }).Content;
        Assert.Contains("Math.Max(int", (string?)reply["data"]!["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void History_lists_what_ran()
    {
        _kernel.Execute("1 + 1");
        _kernel.Execute("2 + 2");
        var content = new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = false };
        var entry = Assert.Single((JsonArray)_kernel.Request("history_request", content).Content["history"]!);
        Assert.Equal("2 + 2", (string?)entry![2]);
    }

    [Fact]
    public void A_new_subscriber_is_welcomed() => Assert.Equal("", _kernel.WelcomeOfNewSubscriber());

    [Fact]
    public void A_comm_is_closed_at_once()
    {
        var id = _kernel.Send("comm_open", new JsonObject { ["comm_id"] = "widget", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Received message;
        do
        {
            message = _kernel.Broadcast();
        }
        while (message.ParentId != id || message.Type != "comm_close");
        Assert.Equal("widget", (string?)message.Content["comm_id"]);
    }

    [Fact]
    public void Kernel_info_is_answered_while_a_cell_runs()
    {
        var id = _kernel.SendExecute("Thread.Sleep(20_000);");
        Assert.Equal("ok", (string?)_kernel.Request("kernel_info_request", channel: "control").Content["status"]);
        Thread.Sleep(500);
        _kernel.Request("interrupt_request", channel: "control");
        Assert.Equal("error", _kernel.Finish(id).Status);
    }

    [Fact]
    public void A_cell_may_come_by_the_control_channel()
    {
        var reply = _kernel.Request("execute_request", new JsonObject { ["code"] = "1" }, "control");
        Assert.Equal("ok", (string?)reply.Content["status"]);
    }

    [Fact]
    public void Comm_info_is_empty() => Assert.Empty((JsonObject)_kernel.Request("comm_info_request").Content["comms"]!);

    [Fact]
    public void An_unknown_request_is_refused() =>
        Assert.Equal("error", (string?)_kernel.Request("debug_request", channel: "control").Content["status"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shutdown_is_answered_and_ends_the_process(bool restart)
    {
        var reply = _kernel.Request("shutdown_request", new JsonObject { ["restart"] = restart }, "control");
        Assert.Equal(restart, (bool)reply.Content["restart"]!);
        while (_kernel.Broadcast() is not { Type: "shutdown_reply" })
        {
        }

        Assert.True(_kernel.Process.WaitForExit(5_000));
    }

    [Fact]
    public void An_idle_kernel_uses_no_processor()
    {
        _kernel.Execute("1");
        Thread.Sleep(1_000);
        _kernel.Process.Refresh();
        var before = _kernel.Process.TotalProcessorTime;
        Thread.Sleep(2_000);
        _kernel.Process.Refresh();
        Assert.True((_kernel.Process.TotalProcessorTime - before).TotalMilliseconds < 100);
    }
}
