using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kit.Bench;

/// <summary>A kernel in its own process, and a front end that times it over the same sockets a notebook uses.</summary>
internal sealed class KernelClient : IDisposable
{
    private const string Key = "bench";
    private const int OptionReconnectMilliseconds = 18;
    private const int PatienceMilliseconds = 30_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-bench-").FullName;
    private readonly nint _context = ZeroMq.ContextNew();
    private readonly MessageCodec _codec = new(Key, "bench");
    private readonly ZeroMqSocket _shell, _control, _iopub;
    private readonly Process _process;
    private volatile string _lastError = "nothing";

    /// <summary>Starts a kernel; <c>{connection_file}</c> stands for the file in <paramref name="command"/>.</summary>
    public KernelClient(IReadOnlyList<string> command)
    {
        var ports = FreePorts(5);
        var file = Path.Combine(_folder, "connection.json");
        File.WriteAllText(file, new JsonObject
        {
            ["transport"] = "tcp", ["ip"] = "127.0.0.1", ["shell_port"] = ports[0], ["iopub_port"] = ports[1], ["stdin_port"] = ports[2],
            ["control_port"] = ports[3], ["hb_port"] = ports[4], ["signature_scheme"] = "hmac-sha256", ["key"] = Key,
        }.ToJsonString());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (_shell, _iopub, _control) = (Connected(ZeroMq.Dealer, ports[0]), Connected(ZeroMq.Sub, ports[1]), Connected(ZeroMq.Dealer, ports[3]));
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument.Replace("{connection_file}", file, StringComparison.Ordinal));
        SinceStart = Stopwatch.StartNew();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} cannot be started");
        _process.ErrorDataReceived += (_, line) => _lastError = line.Data ?? _lastError;
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Runs since just before the process was started.</summary>
    public Stopwatch SinceStart { get; }

    /// <summary>Memory of the process, MiB.</summary>
    public double ResidentMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    /// <summary>Processor time so far, milliseconds.</summary>
    public double ProcessorMilliseconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Sends a request and waits for its reply; the time of both in milliseconds.</summary>
    public double Request(string type, JsonObject content)
    {
        var watch = Stopwatch.StartNew();
        WaitForReply(_shell, Send(_shell, type, content));
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Runs a cell until its reply.</summary>
    public double Execute(string code) => Request("execute_request", Cell(code));

    /// <summary>Runs a cell until its last output has arrived.</summary>
    public double ExecuteUntilIdle(string code)
    {
        while (_iopub.WaitForMessage(50))
            _iopub.Receive(wait: false);
        var watch = Stopwatch.StartNew();
        var id = Send(_shell, "execute_request", Cell(code));
        WaitForBroadcast(id, static message => message.Type == "status" && message.Text("execution_state") == "idle");
        var elapsed = watch.Elapsed.TotalMilliseconds;
        WaitForReply(_shell, id);
        return elapsed;
    }

    /// <summary>Starts a cell that prints and goes on; from the interrupt to the cell's reply.</summary>
    public double Interrupt(string endless, bool bySignal)
    {
        var id = Send(_shell, "execute_request", Cell(endless));
        WaitForBroadcast(id, static message => message.Type == "stream");
        var watch = Stopwatch.StartNew();
        if (bySignal)
        {
            using var signal = Process.Start("kill", ["-INT", _process.Id.ToString()]);
        }
        else
        {
            Send(_control, "interrupt_request", []);
        }

        WaitForReply(_shell, id);
        return watch.Elapsed.TotalMilliseconds;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        foreach (var socket in (ZeroMqSocket[])[_shell, _control, _iopub])
        {
            socket.SetOption(ZeroMq.OptionLinger, 0);
            socket.Dispose();
        }

        _ = ZeroMq.ContextTerminate(_context);
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonObject Cell(string code) => new() { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = false, ["stop_on_error"] = false };

    private string Send(ZeroMqSocket socket, string type, JsonObject content)
    {
        var frames = _codec.Write([], type, parentHeader: null, content);
        socket.Send(frames);
        return (string)JsonNode.Parse(frames[2])!["msg_id"]!;
    }

    private void WaitForReply(ZeroMqSocket socket, string id)
    {
        while (Next(socket).Parent != id)
        {
        }
    }

    private void WaitForBroadcast(string id, Func<Request, bool> wanted)
    {
        while (Next(_iopub) is var (message, parent) && !(parent == id && wanted(message)))
        {
        }
    }

    private (Request Message, string Parent) Next(ZeroMqSocket socket)
    {
        if (!socket.WaitForMessage(PatienceMilliseconds))
        {
            throw new TimeoutException(
                $"{_process.StartInfo.FileName} said nothing for {PatienceMilliseconds / 1000} s and {(_process.HasExited ? $"ended with {_process.ExitCode}" : "still runs")}; its last error line: {_lastError}");
        }

        var frames = socket.Receive(wait: true)!;
        var message = _codec.Read(Channel.Shell, frames) ?? throw new InvalidOperationException("a kernel sent a message without a right signature");
        return (message, (string?)JsonNode.Parse(frames[message.Identities.Count + 3])?["msg_id"] ?? "");
    }

    private ZeroMqSocket Connected(int type, int port)
    {
        var socket = new ZeroMqSocket(_context, type);
        socket.SetOption(OptionReconnectMilliseconds, 5);
        if (type == ZeroMq.Sub)
            socket.SubscribeToAll();
        socket.Connect($"tcp://127.0.0.1:{port}");
        return socket;
    }

    // Below the range that connections take their own end from: there a socket that tries again and again can meet itself.
    private static int[] FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        while (listeners.Count < count)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 30_000));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }

        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Stop());
        return ports;
    }
}
