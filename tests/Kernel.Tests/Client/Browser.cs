using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Kernel.Tests.Client;

/// <summary>A headless Chromium with one page, driven by its DevTools protocol.</summary>
public sealed class Browser : IDisposable
{
    public const string Program = "/usr/bin/chromium";
    private readonly string _profile = Directory.CreateTempSubdirectory("kernel-browser-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _errors = [];
    private int _number;

    public Browser()
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1200,900", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        var port = Wait.For(ReadPort, 60, "Chromium opened no port");
        using var client = new HttpClient();
        var page = Wait.For(
            () => JsonNode.Parse(client.GetStringAsync($"http://127.0.0.1:{port}/json").Result)!.AsArray().FirstOrDefault(static target => (string?)target!["type"] == "page"),
            30, "Chromium has no page");
        _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), CancellationToken.None).Wait();
        Call("Runtime.enable", []);
    }

    /// <summary>What scripts of the page threw or wrote to the console as an error since it was opened.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public void Open(string address)
    {
        _errors.Clear();
        Call("Page.navigate", new JsonObject { ["url"] = address });
        WaitUntil("document.readyState === 'complete'", 60);
    }

    /// <summary>The value of a JavaScript expression; promises are awaited.</summary>
    public JsonNode? Evaluate(string expression) =>
        Call("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true })["result"]!["value"];

    public void WaitUntil(string condition, int seconds = 60) =>
        Wait.For(() => Evaluate($"(() => {{ try {{ return !!({condition}); }} catch (e) {{ return false; }} }})()") is { } value && (bool)value ? value : null, seconds, condition);

    private JsonNode Call(string method, JsonObject parameters)
    {
        var id = ++_number;
        var text = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token).Wait();
        while (true)
        {
            var message = Receive(patience.Token);
            Note(message);
            if ((int?)message["id"] == id)
            {
                return message["result"] ?? throw new InvalidOperationException(message.ToJsonString());
            }
        }
    }

    private void Note(JsonNode message)
    {
        var content = message["params"];
        if ((string?)message["method"] == "Runtime.exceptionThrown")
        {
            _errors.Add((string?)content!["exceptionDetails"]!["exception"]?["description"] ?? content.ToJsonString());
        }
        else if ((string?)message["method"] == "Runtime.consoleAPICalled" && (string?)content!["type"] == "error")
        {
            _errors.Add(content["args"]!.ToJsonString());
        }
    }

    private JsonNode Receive(CancellationToken patience)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[65_536];
        WebSocketReceiveResult part;
        do
        {
            part = _socket.ReceiveAsync(new ArraySegment<byte>(buffer), patience).Result;
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }

    private string? ReadPort()
    {
        var file = Path.Combine(_profile, "DevToolsActivePort");
        return File.Exists(file) && File.ReadAllLines(file) is [var port, ..] && port.Length > 0 ? port : null;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Folders.Delete(_profile);
    }
}
