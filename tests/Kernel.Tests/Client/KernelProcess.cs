using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace Kernel.Tests.Client;

/// <summary>A kernel in its own process, and a small front end that talks to it over real sockets.</summary>
public sealed class KernelProcess : IDisposable
{
    private const string Key = "a test's own key";
    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-tests-").FullName;
    private readonly nint _context = ZeroMq.ContextNew();
    private readonly MessageCodec _codec = new(Key, "test-session");
    private readonly ZeroMqSocket _shell, _control, _stdin, _iopub, _heartbeat;

    public KernelProcess()
        : this([])
    {
    }

    internal KernelProcess(Dictionary<string, string> environment)
    {
        var ports = FreePorts(5);
        var connection = Path.Combine(_folder, "connection.json");
        File.WriteAllText(connection, new JsonObject
        {
            ["transport"] = "tcp", ["ip"] = "127.0.0.1", ["shell_port"] = ports[0], ["iopub_port"] = ports[1], ["stdin_port"] = ports[2],
            ["control_port"] = ports[3], ["hb_port"] = ports[4], ["signature_scheme"] = "hmac-sha256", ["key"] = Key,
        }.ToJsonString());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(connection, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Ports = ports;
        // A shell starts what runs in its background with interrupts ignored, and what that starts inherits it: a signal would not be heard.
        var start = new ProcessStartInfo("env") { WorkingDirectory = _folder };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(DllPath);
        start.ArgumentList.Add(connection);
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Process = Process.Start(start)!;
        _shell = Connected(ZeroMq.Dealer, ports[0]);
        _iopub = Connected(ZeroMq.Sub, ports[1]);
        _stdin = Connected(ZeroMq.Dealer, ports[2]);
        _control = Connected(ZeroMq.Dealer, ports[3]);
        _heartbeat = Connected(ZeroMq.Req, ports[4]);
        WaitUntilHeard();
    }

    public static string DllPath => Path.Combine(AppContext.BaseDirectory, "csharp-kernel.dll");

    public Process Process { get; }

    public string Folder => _folder;

    /// <summary>Shell, iopub, stdin, control and heartbeat.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>Sends a request and gives back its msg_id.</summary>
    public string Send(string type, JsonObject content, string channel = "shell")
    {
        var frames = _codec.Write([], type, parentHeader: null, content);
        SocketOf(channel).Send(frames);
        return (string)JsonNode.Parse(frames[2])!["msg_id"]!;
    }

    /// <summary>The frames of a signed message, for tests that damage or repeat it.</summary>
    public static List<byte[]> WithSignature(string type, JsonObject content) => new MessageCodec(Key, "test-session").Write([], type, parentHeader: null, content);

    /// <summary>A signed message whose four parts are any bytes.</summary>
    public static byte[][] SignedBytes(params byte[][] parts)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHMAC(System.Security.Cryptography.HashAlgorithmName.SHA256, System.Text.Encoding.UTF8.GetBytes(Key));
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return ["<IDS|MSG>"u8.ToArray(), System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())), .. parts];
    }

    public void SendFrames(params byte[][] frames) => _shell.Send(frames);

    /// <summary>A message whose signature was made with another key.</summary>
    public void SendForged(string type, JsonObject content) => _shell.Send(new MessageCodec("wrong", "forger").Write([], type, null, content));

    public Received Reply(string channel = "shell") => Read(SocketOf(channel), channel);

    public Received Request(string type, JsonObject? content = null, string channel = "shell")
    {
        var id = Send(type, content ?? [], channel);
        while (true)
        {
            var reply = Reply(channel);
            if (reply.ParentId == id)
            {
                return reply;
            }
        }
    }

    public string SendExecute(string code, JsonObject? more = null)
    {
        var content = more ?? [];
        content["code"] = code;
        return Send("execute_request", content);
    }

    /// <summary>Runs a cell: its reply, and all it broadcast between busy and idle.</summary>
    public CellRun Execute(string code, JsonObject? more = null)
    {
        var id = SendExecute(code, more);
        return Finish(id);
    }

    public CellRun Finish(string id)
    {
        var (broadcasts, others) = (new List<Received>(), new List<Received>());
        while (true)
        {
            var message = Broadcast();
            if (message.ParentId != id)
            {
                others.Add(message);
                continue;
            }

            broadcasts.Add(message);
            if (message.Type == "status" && (string?)message.Content["execution_state"] == "idle")
            {
                break;
            }
        }

        while (true)
        {
            var reply = Reply();
            if (reply.ParentId == id)
            {
                return new CellRun(reply, broadcasts) { Others = others };
            }
        }
    }

    public Received Broadcast() => Read(_iopub, "iopub");

    /// <summary>What the first broadcast to a second subscriber says it subscribed to.</summary>
    public string? WelcomeOfNewSubscriber()
    {
        using var second = Connected(ZeroMq.Sub, Ports[1]);
        var message = Read(second, "iopub");
        second.SetOption(ZeroMq.OptionLinger, 0);
        return message.Type == "iopub_welcome" ? (string?)message.Content["subscription"] : message.Type;
    }

    public byte[] Beat(byte[] text)
    {
        _heartbeat.Send([text]);
        return _heartbeat.WaitForMessage(10_000) ? _heartbeat.Receive(wait: true)![0] : [];
    }

    private void WaitUntilHeard()
    {
        // A subscriber hears nothing until the connection stands, so ask until a broadcast arrives.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var id = Send("kernel_info_request", [], "control");
            if (_control.WaitForMessage(10_000) && Reply("control").ParentId == id && _iopub.WaitForMessage(300))
            {
                while (_iopub.WaitForMessage(100))
                {
                    _iopub.Receive(wait: false);
                }

                return;
            }
        }

        throw new TimeoutException("the kernel never answered");
    }

    private Received Read(ZeroMqSocket socket, string name)
    {
        if (!socket.WaitForMessage(30_000))
        {
            throw new TimeoutException($"nothing came on {name} within 30 s; the kernel {(Process.HasExited ? "has ended" : "still runs")}");
        }

        var frames = socket.Receive(wait: true)!;
        var request = _codec.Read(Channel.Shell, frames) ?? throw new InvalidDataException($"a message on {name} has no right signature");
        var start = frames.FindIndex(static frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        return new Received(request.Type, (string?)JsonNode.Parse(frames[start + 3])!["msg_id"] ?? "", request.Content);
    }

    private ZeroMqSocket SocketOf(string channel) => channel switch { "control" => _control, "stdin" => _stdin, _ => _shell };

    private ZeroMqSocket Connected(int type, int port)
    {
        var socket = new ZeroMqSocket(_context, type);
        if (type == ZeroMq.Sub)
        {
            socket.SubscribeToAll();
        }
        else if (type == ZeroMq.Dealer)
        {
            // Jupyter gives shell and stdin one identity, so that a question finds the one who asked to run.
            socket.SetIdentity("test-front-end"u8);
        }

        socket.Connect($"tcp://127.0.0.1:{port}");
        return socket;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Stop());
        return ports;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }

        Process.Dispose();
        foreach (var socket in (ZeroMqSocket[])[_shell, _control, _stdin, _iopub, _heartbeat])
        {
            socket.SetOption(ZeroMq.OptionLinger, 0);
            socket.Dispose();
        }

        _ = ZeroMq.ContextTerminate(_context);
        Directory.Delete(_folder, recursive: true);
    }
}
