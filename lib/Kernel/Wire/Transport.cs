using System.Collections.Concurrent;

namespace VisionAttention.Kernel.Wire;

/// <summary>Owns the sockets. One thread touches the four message sockets, so no message is ever torn; any thread may post.</summary>
internal sealed class Transport : IDisposable
{
    private const string WakeAddress = "inproc://wake";
    private static readonly byte[][] WakeMessage = [[1]];

    private readonly nint _context = ZeroMq.ContextNew();
    private readonly ZeroMqSocket[] _sockets;
    private readonly ZeroMqSocket _heartbeat;
    private readonly ZeroMqSocket _wakeReceiver;
    private readonly ZeroMqSocket _wakeSender;
    private readonly Lock _wakeLock = new();
    private readonly ConcurrentQueue<(Channel Channel, List<byte[]> Frames)> _outgoing = new();
    private readonly MessageCodec _codec;
    private int _wakePending;
    private long _sequence;
    private volatile bool _stopping;

    internal Transport(ConnectionInfo connection, MessageCodec codec)
    {
        _codec = codec;
        _sockets =
        [
            Bound(ZeroMq.Router, connection.Endpoint(connection.ShellPort)),
            Bound(ZeroMq.Router, connection.Endpoint(connection.ControlPort)),
            Bound(ZeroMq.Router, connection.Endpoint(connection.StdinPort)),
            Bound(ZeroMq.Pub, connection.Endpoint(connection.IopubPort)),
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

    /// <summary>Reads and writes until <see cref="Stop"/>; what was posted before goes out first.</summary>
    internal void Run(Action<Request> received)
    {
        new Thread(EchoHeartbeats) { IsBackground = true, Name = "heartbeat" }.Start();
        ZeroMq.PollItem[] items =
        [
            Item(_wakeReceiver), Item(_sockets[(int)Channel.Control]), Item(_sockets[(int)Channel.Shell]), Item(_sockets[(int)Channel.Stdin]),
        ];
        Channel?[] channels = [null, Channel.Control, Channel.Shell, Channel.Stdin];
        while (true)
        {
            SendPosted();
            if (_stopping)
            {
                return;
            }

            if (ZeroMq.Poll(items, items.Length, timeoutMilliseconds: -1) < 0)
            {
                continue;
            }

            for (var index = 0; index < items.Length; index++)
            {
                if (items[index].Returned != 0)
                {
                    Drain(channels[index], received);
                }
            }
        }
    }

    private void Drain(Channel? channel, Action<Request> received)
    {
        if (channel is not { } source)
        {
            _wakeReceiver.Receive(wait: false);
            Volatile.Write(ref _wakePending, 0);
            return;
        }

        // One message a turn keeps the control channel quick while the shell is flooded.
        if (_sockets[(int)source].Receive(wait: false) is { } frames && _codec.Read(source, frames) is { } request)
        {
            received(request with { Sequence = Interlocked.Increment(ref _sequence) });
        }
    }

    private void SendPosted()
    {
        while (_outgoing.TryDequeue(out var message))
        {
            _sockets[(int)message.Channel].Send(message.Frames);
        }
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
    }

    private static ZeroMq.PollItem Item(ZeroMqSocket socket) => new() { Socket = socket.Handle, Events = ZeroMq.PollIn };

    private ZeroMqSocket Bound(int type, string address)
    {
        var socket = new ZeroMqSocket(_context, type);
        if (type == ZeroMq.Router)
        {
            socket.SetOption(ZeroMq.OptionRouterHandover, 1);
        }

        socket.Bind(address);
        return socket;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _wakeSender.Dispose();
        _wakeReceiver.Dispose();
    }
}
