using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VisionAttention.Tests.Data;

/// <summary>A small web server on this machine that misbehaves as a test asks.</summary>
public sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly Queue<Answer> _answers;

    public FileServer(params Answer[] answers)
    {
        _answers = new Queue<Answer>(answers);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    public List<string> Asked { get; } = [];

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                await AnswerAsync(stream);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        var path = (await reader.ReadLineAsync())!.Split(' ')[1];
        var from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = int.Parse(header["Range: bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
        }
        Asked.Add(from == 0 ? path : $"{path} from {from}");
        var answer = _answers.Dequeue();
        if (answer.Content is not { } content)
        {
            await WriteAsync(stream, $"HTTP/1.1 {answer.Status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);
            return;
        }
        if (!answer.KnowsRanges)
            from = 0;
        var head = from == 0 ? "HTTP/1.1 200 OK\r\n" : $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n";
        var sent = content[from..Math.Min(content.Length, answer.BreaksAfter ?? content.Length)];
        await WriteAsync(stream, $"{head}Content-Length: {content.Length - from}\r\nConnection: close\r\n\r\n", sent);
    }

    private static async Task WriteAsync(NetworkStream stream, string head, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);
        await stream.FlushAsync();
    }

    /// <summary>What one request gets; without content a refusal.</summary>
    public sealed record Answer(byte[]? Content, int Status = 200, int? BreaksAfter = null, bool KnowsRanges = true);
}
