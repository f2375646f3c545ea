using System.Text;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>Everything the kernel says: replies to one front end and broadcasts to all, in the order they are made.</summary>
internal sealed class Publisher(Transport transport, MessageCodec codec) : IDisposable
{
    private const int FlushMilliseconds = 30;

    // A writer hands over a number and its line end one after the other; they belong in one message.
    private const int RestOfLineMilliseconds = 2;
    private const int MostPendingCharacters = 65_536;
    private readonly Lock _lock = new();
    private readonly StringBuilder _pending = new();
    private Timer? _timer;
    private bool _timerArmed;
    private string _pendingName = "";
    private byte[]? _pendingParent;
    private long _lastFlush;

    internal void Reply(Request request, string type, JsonObject content) =>
        transport.Post(request.Channel, codec.Write(request.Identities, type, request.Header, content));

    internal void AskForInput(Request request, string prompt, bool password)
    {
        Flush();
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        transport.Post(Channel.Stdin, codec.Write(request.Identities, "input_request", request.Header, content));
    }

    internal void Publish(string type, byte[]? parentHeader, JsonObject content, JsonObject? metadata = null) => Whole(() =>
    {
        FlushPending();
        Post(type, parentHeader, content, metadata);
    });

    /// <summary>Tells a front end that its subscription stands, so that it need not guess when broadcasts begin.</summary>
    internal void Welcome(byte[] topic)
    {
        var content = new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) };
        transport.Post(Channel.Iopub, codec.Write([topic], "iopub_welcome", parentHeader: null, content));
    }

    internal void Status(string state, byte[]? parentHeader) =>
        Publish("status", parentHeader, new JsonObject { ["execution_state"] = state });

    /// <summary>Adds text to a stream: a first line goes out at once, what follows quickly is gathered for 30 ms.</summary>
    internal void Write(string name, byte[]? parentHeader, ReadOnlySpan<char> text)
    {
        // The stop button may abort the writing thread, but never inside a finally block: text is added whole or not at all.
        try
        {
        }
        finally
        {
            lock (_lock)
            {
                Append(name, parentHeader, text);
            }
        }
    }

    /// <summary>Sends what is gathered. Half a character, which an emoji written char by char leaves, waits for the other half unless none will come.</summary>
    internal void Flush(bool isLast = false) => Whole(() =>
    {
        _timerArmed = false;
        FlushPending(isLast);
    });

    private void Append(string name, byte[]? parentHeader, ReadOnlySpan<char> text)
    {
        if (_pending.Length > 0 && (_pendingName != name || _pendingParent != parentHeader))
        {
            FlushPending(isLast: true);
        }

        _pendingName = name;
        _pendingParent = parentHeader;
        _pending.Append(text);
        var isQuiet = Environment.TickCount64 - _lastFlush >= FlushMilliseconds;
        if ((isQuiet && text[^1] == '\n') || _pending.Length > MostPendingCharacters)
        {
            FlushPending();
        }
        else if (!_timerArmed)
        {
            _timerArmed = true;
            _timer ??= new Timer(_ => Flush());
            _timer.Change(isQuiet ? RestOfLineMilliseconds : FlushMilliseconds, Timeout.Infinite);
        }
    }

    private void Whole(Action change)
    {
        try
        {
        }
        finally
        {
            lock (_lock)
            {
                change();
            }
        }
    }

    private void FlushPending(bool isLast = false)
    {
        var length = !isLast && _pending.Length > 0 && char.IsHighSurrogate(_pending[^1]) ? _pending.Length - 1 : _pending.Length;
        if (length == 0)
        {
            return;
        }

        Post("stream", _pendingParent, new JsonObject { ["name"] = _pendingName, ["text"] = _pending.ToString(0, length) }, metadata: null);
        _pending.Remove(0, length);
        _lastFlush = Environment.TickCount64;
    }

    private void Post(string type, byte[]? parentHeader, JsonObject content, JsonObject? metadata) =>
        transport.Post(Channel.Iopub, codec.Write([Encoding.UTF8.GetBytes("kernel." + type)], type, parentHeader, content, metadata));

    public void Dispose() => _timer?.Dispose();
}
