using System.Collections.Concurrent;

namespace VisionAttention.Kernel.Wire;

/// <summary>Owns the sockets. One thread touches the four message sockets, so no message is ever torn; any thread may post.</summary>
internal sealed class Transport : IDisposable
{
    private const string WakeAddress = "inproc://wake";
    private const long MostFrameBytes = 1L << 30;
    private const int MostSendsPerTurn = 1_000;
    private const byte Subscribes = 1;
    private static readonly byte[][] WakeMessage = [[1]];

    private readonly nint _context = ZeroMq.ContextNew();
    private readonly ZeroMqSocket[] _sockets;
    private readonly ZeroMqSocket _heartbeat;
    private readonly ZeroMqSocket _wakeReceiver;
    private readonly ZeroMqSocket _wakeSender;
    private readonly Lock _wakeLock = new();
    private readonly ConcurrentQueue<(Channel Channel, List<byte[]> Frames)> _outgoing = new();
    private readonly MessageCodec _codec;
    private readonly ManualResetEventSlim _closed = new();
    private int _wakePending;
    private int _disposed;
    private long _sequence;
    private volatile bool _stopping;
    private bool _isServed;

    internal Transport(ConnectionInfo connection, MessageCodec codec)
    {
        _codec = codec;
        _sockets =
        [
            Bound(ZeroMq.Router, connection.Endpoint(connection.ShellPort)),
            Bound(ZeroMq.Router, connection.Endpoint(connection.ControlPort)),
            Bound(ZeroMq.Router, connection.Endpoint(connection.StdinPort)),
            Bound(ZeroMq.XPub, connection.Endpoint(connection.IopubPort)),
        ];
        _heartbeat = Bound(ZeroMq.Rep, connection.Endpoint(connection.HeartbeatPort));
        _wakeReceiver = Bound(ZeroMq.Pull, WakeAddress);
        _wakeSender = new ZeroMqSocket(_context, ZeroMq.Push);
        _wakeSender.Connect(WakeAddress);
    }

    /// <summary>The number of the last message that arrived.</summary>
    internal long LastSequence => Interlocked.Read(ref _sequence);

    internal void Post(Channel channel, List<byte[]> frames)
    {
        _outgoing.Enqueue((channel, frames));
        Wake();
    }

    internal void Stop()
    {
        _stopping = true;
        Wake();
    }

    /// <summary>Stops, and waits until all that was posted is on its way; for a process that is about to end.</summary>
    internal void StopAndWait(int milliseconds)
    {
        Stop();
        _closed.Wait(milliseconds);
    }

    /// <summary>Reads and writes until <see cref="Stop"/>; what was posted before goes out first.</summary>
    /// <param name="received">Takes a message whose signature is right.</param>
    /// <param name="subscribed">Takes the topic of a new listener to broadcasts.</param>
    internal void Run(Action<Request> received, Action<byte[]> subscribed)
    {
        _isServed = true;
        new Thread(EchoHeartbeats) { IsBackground = true, Name = "heartbeat" }.Start();
        Channel[] channels = [Channel.Control, Channel.Shell, Channel.Stdin, Channel.Iopub];
        var poll = new ZeroMqPoll([_wakeReceiver, .. channels.Select(channel => _sockets[(int)channel])]);
        while (true)
        {
            var mayBeMore = SendPosted();
            if (_stopping && !mayBeMore)
            {
                break;
            }

            if (poll.Wait(mayBeMore ? 0 : -1) < 0)
            {
                continue;
            }

            if (poll.HasMessage(0))
            {
                _wakeReceiver.Receive(wait: false);
                Volatile.Write(ref _wakePending, 0);
            }

            for (var index = 0; index < channels.Length; index++)
            {
                if (poll.HasMessage(index + 1))
                {
                    TakeOne(channels[index], received, subscribed);
                }
            }
        }

        Dispose();
    }

    // One message a turn keeps the control channel quick while the shell is flooded.
    private void TakeOne(Channel channel, Action<Request> received, Action<byte[]> subscribed)
    {
        if (_sockets[(int)channel].Receive(wait: false) is not { } frames)
        {
            return;
        }

        if (channel == Channel.Iopub)
        {
            if (frames is [[Subscribes, ..], ..])
            {
                subscribed(frames[0][1..]);
            }
        }
        else if (_codec.Read(channel, frames) is { } request)
        {
            received(request with { Sequence = Interlocked.Increment(ref _sequence) });
        }
    }

    private bool SendPosted()
    {
        for (var count = 0; count < MostSendsPerTurn; count++)
        {
            if (!_outgoing.TryDequeue(out var message))
            {
                return false;
            }

            _sockets[(int)message.Channel].Send(message.Frames);
        }

        return true;
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            lock (_wakeLock)
            {
                _wakeSender.Send(WakeMessage);
            }
        }
    }

    private void EchoHeartbeats()
    {
        try
        {
            while (!_stopping)
            {
                if (_heartbeat.Receive(wait: true) is { } frames)
                {
                    _heartbeat.Send(frames);
                }
            }
        }
        catch (IOException)
        {
            // The context was closed under the waiting socket: the kernel is ending.
        }

        _heartbeat.Dispose();
    }

    private ZeroMqSocket Bound(int type, string address)
    {
        var socket = new ZeroMqSocket(_context, type);
        socket.SetOption(ZeroMq.OptionMaxMessageSize, MostFrameBytes);
        if (type == ZeroMq.Router)
        {
            socket.SetOption(ZeroMq.OptionRouterHandover, 1);
        }
        else if (type == ZeroMq.XPub)
        {
            // Otherwise only the first listener to a topic would be noticed.
            socket.SetOption(ZeroMq.OptionXPubVerbose, 1);
        }

        if (address.Contains('['))
        {
            socket.SetOption(ZeroMq.OptionIPv6, 1);
        }

        socket.Bind(address);
        return socket;
    }

    /// <summary>Closes the sockets; returns when what was sent has left or a second has passed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        lock (_wakeLock)
        {
            _wakeSender.Dispose();
        }

        _wakeReceiver.Dispose();
        if (!_isServed)
        {
            _heartbeat.Dispose();
        }

        _ = ZeroMq.ContextTerminate(_context);
        _closed.Set();
    }
}
