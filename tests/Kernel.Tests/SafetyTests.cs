using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Kernel.Tests.Client;
using VisionAttention.Kernel.Wire;

namespace Kernel.Tests;

public sealed class SafetyTests : IDisposable
{
    private static readonly string[] RequestTypes =
    [
        "execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_info_request", "comm_open",
        "comm_msg", "comm_close", "kernel_info_request", "connect_request", "create_subshell_request", "input_reply", "",
    ];

    private readonly KernelProcess _kernel = new();

    public void Dispose() => _kernel.Dispose();

    private void StillWorks()
    {
        // What waits behind a failed cell is aborted; an answer shows that the queue is empty.
        _kernel.Request("kernel_info_request");
        Assert.Equal("5", _kernel.Execute("2 + 3").ResultText);
    }

    [Fact]
    public void A_recorded_message_cannot_be_replayed()
    {
        _kernel.Execute("var count = 0;");
        var frames = KernelProcess.WithSignature("execute_request", new JsonObject { ["code"] = "count++" }).ToArray();
        _kernel.SendFrames(frames);
        _kernel.SendFrames(frames);
        frames[1] = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(frames[1]).ToUpperInvariant());
        _kernel.SendFrames(frames);
        Assert.Equal("1", _kernel.Execute("count").ResultText);
    }

    [Fact]
    public void Only_the_address_of_the_connection_file_is_bound()
    {
        foreach (var port in _kernel.Ports)
        {
            using var other = new TcpClient();
            Assert.ThrowsAny<SocketException>(() => other.Connect(IPAddress.Parse("127.0.0.2"), port));
            using var right = new TcpClient();
            right.Connect(IPAddress.Loopback, port);
        }
    }

    [Theory]
    [InlineData("{\"ip\":\"127.0.0.1\"}", "shell_port")]
    [InlineData("{\"ip\":\"127.0.0.1\",\"shell_port\":70000}", "not a port")]
    [InlineData("{\"ip\":5}", "not a text")]
    [InlineData("{}", "names no ip")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"transport\":\"udp\",\"ip\":\"127.0.0.1\"}", "udp")]
    [InlineData("{\"signature_scheme\":\"hmac-md5\",\"ip\":\"127.0.0.1\"}", "hmac-md5")]
    public void A_bad_connection_file_is_named(string text, string expected)
    {
        var path = ConnectionFile(text, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ConnectionInfo.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_file_that_others_can_write_is_refused_and_one_they_can_read_is_closed()
    {
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const string Whole = "{\"ip\":\"127.0.0.1\",\"shell_port\":1,\"iopub_port\":2,\"stdin_port\":3,\"control_port\":4,\"hb_port\":5}";
        var written = ConnectionFile(Whole, Mine | UnixFileMode.OtherWrite);
        Assert.Contains("chmod 600", Assert.Throws<InvalidDataException>(() => ConnectionInfo.Read(written)).Message, StringComparison.Ordinal);
        var read = ConnectionFile(Whole, Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(5, ConnectionInfo.Read(read).HeartbeatPort);
        Assert.Equal(Mine, File.GetUnixFileMode(read));
    }

    [Fact]
    public void Libzmq_is_found_inside_a_pyzmq()
    {
        var root = Path.Combine(_kernel.Folder, "venv");
        var libs = Directory.CreateDirectory(Path.Combine(root, "lib", "python3.12", "site-packages", "pyzmq.libs")).FullName;
        File.WriteAllText(Path.Combine(libs, "libzmq-abc123.so.5.2.5"), "");
        File.WriteAllText(Path.Combine(libs, "libsodium-abc123.so.26"), "");
        var search = new LibzmqSearch(name => name == "VIRTUAL_ENV" ? root : null);
        Assert.Equal(Path.Combine(libs, "libzmq-abc123.so.5.2.5"), search.InPyzmq().First());
        Assert.Contains(Path.Combine(libs, "libzmq-abc123.so.5.2.5"), search.Candidates());
        Assert.Equal("/mine/libzmq.so", new LibzmqSearch(name => name == LibzmqSearch.Variable ? "/mine/libzmq.so" : null).Candidates().First());
    }

    private string ConnectionFile(string text, UnixFileMode mode)
    {
        var path = Path.Combine(_kernel.Folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    [Fact]
    public void Signed_nonsense_is_survived()
    {
        string[] texts = ["", "{", "null", "[]", "3", "\"text\"", "{\"a\":1,\"a\":2}", "\ud800", new string('[', 100_000), "{\"msg_type\":7}", "{\"msg_type\":\"execute_request\",\"msg_id\":[]}"];
        foreach (var header in texts)
        {
            foreach (var content in texts)
            {
                _kernel.SendFrames(KernelProcess.SignedBytes(Encoding.UTF8.GetBytes(header), "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content)));
            }
        }

        StillWorks();
    }

    [Fact]
    public void Requests_with_fields_of_every_wrong_type_are_answered_or_ignored()
    {
        Func<JsonNode?>[] values = [() => null, () => -1, () => int.MaxValue, () => 1e300, () => "text", () => true, () => new JsonArray(1), () => new JsonObject { ["a"] = 1 }, () => "'\"\\u0000"];
        string[] fields = ["code", "cursor_pos", "silent", "user_expressions", "hist_access_type", "n", "start", "stop", "pattern", "comm_id", "value", "detail_level", "store_history"];
        foreach (var type in RequestTypes)
        {
            foreach (var value in values)
            {
                var content = new JsonObject();
                foreach (var field in fields)
                {
                    content[field] = value();
                }

                _kernel.Send(type, content);
            }
        }

        StillWorks();
    }

    [Fact]
    public void Truncated_and_lengthened_messages_are_survived()
    {
        for (var length = 1; length <= 6; length++)
        {
            _kernel.SendFrames([.. KernelProcess.WithSignature("execute_request", new JsonObject { ["code"] = "1" }).Take(length)]);
        }

        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var frames = KernelProcess.WithSignature("execute_request", new JsonObject { ["code"] = "var broken = 1;" }).ToArray();
            var frame = frames[random.Next(1, frames.Length)];
            frame[random.Next(frame.Length)] ^= 1;
            _kernel.SendFrames(frames);
        }

        Assert.Equal("error", _kernel.Execute("broken").Status);
        StillWorks();
    }

    [Fact]
    public void Bytes_that_are_no_ZeroMQ_are_survived()
    {
        foreach (var port in _kernel.Ports)
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            client.GetStream().Write("GET / HTTP/1.1\r\n\r\n"u8);
            client.GetStream().Write(new byte[4096]);
        }

        StillWorks();
    }

    [Fact]
    public void A_message_of_100_MB_is_refused_in_plain_words()
    {
        _kernel.SendForged("execute_request", new JsonObject { ["code"] = new string('a', 100_000_000) });
        var run = _kernel.Execute(new string('a', 100_000_000));
        Assert.Equal("error", run.Status);
        Assert.Contains("95 MiB", (string?)run.Reply.Content["evalue"], StringComparison.Ordinal);
        StillWorks();
    }

    [Fact]
    public void A_flood_of_100_000_messages_neither_kills_nor_delays_the_stop_button()
    {
        var id = _kernel.SendExecute("Console.WriteLine(\"started\"); while (true) { }");
        while (_kernel.Broadcast() is not { Type: "stream" })
        {
        }

        var forged = new byte[][] { "<IDS|MSG>"u8.ToArray(), new byte[64], "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray() };
        for (var count = 0; count < 95_000; count++)
        {
            _kernel.SendFrames(forged);
        }

        for (var count = 0; count < 5_000; count++)
        {
            _kernel.Send("comm_info_request", []);
        }

        _kernel.Request("interrupt_request", channel: "control");
        Assert.Equal("error", _kernel.Finish(id).Status);
        StillWorks();
    }

    [Theory]
    [InlineData("int Endless(int n) { return Endless(n + 1) + 1; } Endless(0)")]
    [InlineData("class Loop { public int Value => Value; } new Loop().Value")]
    [InlineData("int Even(int n) => Odd(n + 1); int Odd(int n) => Even(n + 1); Even(0)")]
    [InlineData("class Node { public Node Next; public Node() { Next = new Node(); } } new Node()")]
    public void Endless_recursion_fails_the_cell_and_not_the_kernel(string code)
    {
        _kernel.Execute("var kept = 5;");
        var traceback = _kernel.Execute(code).Traceback;
        Assert.Contains("calls itself without end", traceback, StringComparison.Ordinal);
        Assert.True(traceback.Length < 20_000, $"the traceback has {traceback.Length} characters");
        Assert.Equal("5", _kernel.Execute("kept").ResultText);
    }

    [Fact]
    public void A_stack_overflow_that_nobody_catches_ends_the_process_at_once()
    {
        _kernel.SendExecute("Func<int, int> f = null; f = n => f(n + 1) + 1; f(0)");
        Assert.True(_kernel.Process.WaitForExit(15_000));
    }

    [Fact]
    public void Environment_Exit_in_a_cell_is_reported_before_the_process_ends()
    {
        var run = _kernel.Execute("Console.Write(\"before\"); Environment.Exit(3);");
        Assert.Equal("error", run.Status);
        Assert.Equal("before", run.Stream("stdout"));
        Assert.Contains("Environment.Exit, code 3", run.Traceback, StringComparison.Ordinal);
        Assert.True(_kernel.Process.WaitForExit(5_000));
        Assert.Equal(3, _kernel.Process.ExitCode);
    }

    [Fact]
    public void A_thread_that_runs_on_does_not_keep_the_process()
    {
        _kernel.Execute("new Thread(() => Thread.Sleep(60_000)).Start();");
        _kernel.Request("shutdown_request", new JsonObject { ["restart"] = true }, "control");
        Assert.True(_kernel.Process.WaitForExit(5_000));
    }

    [Theory]
    [InlineData("var thread = new Thread(() => throw new InvalidOperationException(\"stray\")); thread.Start(); thread.Join();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException(\"stray\")); Thread.Sleep(500);")]
    [InlineData("async void Late() { await Task.Delay(50); throw new InvalidOperationException(\"stray\"); } Late(); Thread.Sleep(500);")]
    public void An_exception_on_another_thread_is_reported_and_survived(string code)
    {
        var run = _kernel.Execute(code);
        Thread.Sleep(200);
        StillWorks();
        Assert.Contains("stray", run.Stream("stderr"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async void Late() { await Task.Delay(300); throw new InvalidOperationException(\"stray\"); } Late();")]
    [InlineData("new Thread(() => { Thread.Sleep(300); throw new InvalidOperationException(\"stray\"); }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { Thread.Sleep(300); throw new InvalidOperationException(\"stray\"); });")]
    [InlineData("var timer = new Timer(_ => throw new InvalidOperationException(\"stray\"), null, 300, -1);")]
    public void An_exception_that_comes_late_goes_to_the_cell_that_started_it(string code)
    {
        var first = _kernel.Execute(code);
        var second = _kernel.Execute("Thread.Sleep(700);");
        var late = Assert.Single(second.Others, message => message.Type == "stream");
        Assert.Equal(first.Reply.ParentId, late.ParentId);
        Assert.Contains("stray", (string?)late.Content["text"], StringComparison.Ordinal);
        Assert.Empty(second.Stream("stderr"));
    }
}
