using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Serves itself: starts, runs one cell over its own sockets, and says in one line what it runs on.</summary>
internal static class SelfCheck
{
    private const int PatienceMilliseconds = 30_000;

    /// <summary>0 when the cell gave its result.</summary>
    internal static int Run()
    {
        using var output = new StreamWriter(Console.OpenStandardOutput());
        try
        {
            var watch = Stopwatch.StartNew();
            var key = Guid.NewGuid().ToString("N");
            var ports = FreePorts(5);
            var connection = new ConnectionInfo("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], key);
            var codec = new MessageCodec(key, "kernel");
            using var transport = new Transport(connection, codec);
            var runner = new CellRunner();
            using var session = new KernelSession(transport, codec, runner, WarmUp.Start(runner));
            var server = new Thread(session.Run) { IsBackground = true };
            server.Start();
            var status = RunCell(connection, key);
            transport.Stop();
            server.Join();
            output.WriteLine(status == "ok"
                ? $"the kernel works: first result after {watch.Elapsed.TotalSeconds:0.0} s, .NET {Environment.Version}, libzmq {ZeroMq.Version()}"
                : $"the kernel answers, but a cell failed: {status}");
            return status == "ok" ? 0 : 1;
        }
        catch (Exception error) when (error is IOException or DllNotFoundException or TimeoutException)
        {
            output.WriteLine(error.Message);
            return 1;
        }
    }

    private static string RunCell(ConnectionInfo connection, string key)
    {
        var codec = new MessageCodec(key, "check");
        var context = ZeroMq.ContextNew();
        string status;
        using (var shell = new ZeroMqSocket(context, ZeroMq.Dealer))
        {
            shell.Connect(connection.Endpoint(connection.ShellPort));
            shell.Send(codec.Write([], "execute_request", parentHeader: null, new JsonObject { ["code"] = "Enumerable.Range(1, 3).Sum()" }));
            if (!shell.WaitForMessage(PatienceMilliseconds))
            {
                throw new TimeoutException($"the kernel gave no answer within {PatienceMilliseconds / 1000} s");
            }

            var reply = codec.Read(Channel.Shell, shell.Receive(wait: true)!);
            status = reply?.Text("status") is "ok" ? "ok" : reply?.Text("evalue") ?? "an answer without a right signature";
        }

        _ = ZeroMq.ContextTerminate(context);
        return status;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Stop());
        return ports;
    }
}
