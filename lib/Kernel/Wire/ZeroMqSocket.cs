using System.Runtime.InteropServices;

namespace VisionAttention.Kernel.Wire;

/// <summary>One ZeroMQ socket. Like libzmq's own, it belongs to one thread at a time.</summary>
internal sealed unsafe class ZeroMqSocket : IDisposable
{
    private nint _handle;

    internal ZeroMqSocket(nint context, int type)
    {
        _handle = ZeroMq.Socket(context, type);
        if (_handle == 0)
        {
            throw new IOException($"ZeroMQ socket of type {type} cannot be made: {ZeroMq.LastError()}");
        }

        SetOption(ZeroMq.OptionLinger, 1000);
        // Without a limit nothing is dropped: a cell may print faster than a front end reads.
        SetOption(ZeroMq.OptionSendHighWater, 0);
        SetOption(ZeroMq.OptionReceiveHighWater, 0);
    }

    internal nint Handle => _handle;

    internal void SetOption(int option, int value) => _ = ZeroMq.SetOption(_handle, option, &value, sizeof(int));

    internal void SetOption(int option, long value) => _ = ZeroMq.SetOption(_handle, option, &value, sizeof(long));

    internal void SubscribeToAll() => _ = ZeroMq.SetOption(_handle, ZeroMq.OptionSubscribe, value: null, length: 0);

    internal void SetIdentity(ReadOnlySpan<byte> identity)
    {
        fixed (byte* data = identity)
        {
            _ = ZeroMq.SetOption(_handle, ZeroMq.OptionIdentity, data, (nuint)identity.Length);
        }
    }

    internal void Bind(string address)
    {
        if (ZeroMq.Bind(_handle, address) != 0)
        {
            throw new IOException($"{address} cannot be bound: {ZeroMq.LastError()}; is another kernel using this connection file?");
        }
    }

    internal void Connect(string address)
    {
        if (ZeroMq.Connect(_handle, address) != 0)
        {
            throw new IOException($"{address} cannot be reached: {ZeroMq.LastError()}");
        }
    }

    internal bool Send(IReadOnlyList<byte[]> frames)
    {
        for (var index = 0; index < frames.Count; index++)
        {
            var flags = index < frames.Count - 1 ? ZeroMq.SendMore : 0;
            fixed (byte* data = frames[index])
            {
                int sent;
                do
                {
                    sent = ZeroMq.Send(_handle, data, (nuint)frames[index].Length, flags);
                }
                while (sent < 0 && ZeroMq.Error() == ZeroMq.Interrupted);
                if (sent < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The frames of one message; null when none is waiting and <paramref name="wait"/> is false.</summary>
    internal List<byte[]>? Receive(bool wait)
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var frame = default(ZeroMq.Frame);
            ZeroMq.FrameInit(ref frame);
            if (ZeroMq.FrameReceive(ref frame, _handle, wait ? 0 : ZeroMq.DontWait) < 0)
            {
                var error = ZeroMq.Error();
                ZeroMq.FrameClose(ref frame);
                if (error == ZeroMq.Interrupted)
                {
                    continue;
                }

                return error == ZeroMq.TryAgain ? null : throw new IOException($"ZeroMQ cannot receive: {ZeroMq.LastError()}");
            }

            frames.Add(new ReadOnlySpan<byte>(ZeroMq.FrameData(ref frame), checked((int)ZeroMq.FrameSize(ref frame))).ToArray());
            var more = ZeroMq.FrameMore(ref frame) != 0;
            ZeroMq.FrameClose(ref frame);
            if (!more)
            {
                return frames;
            }
        }
    }

    /// <summary>True when a message arrives before the time is over.</summary>
    internal bool WaitForMessage(int milliseconds)
    {
        var poll = new ZeroMqPoll(this);
        var deadline = Environment.TickCount64 + milliseconds;
        while (true)
        {
            var ready = poll.Wait((int)Math.Max(0, deadline - Environment.TickCount64));
            if (ready >= 0 || ZeroMq.Error() != ZeroMq.Interrupted)
            {
                return ready > 0;
            }
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = ZeroMq.Close(_handle);
            _handle = 0;
        }
    }
}

/// <summary>Waits on several sockets at once. The native entry differs: a Windows file handle has eight bytes.</summary>
internal sealed unsafe class ZeroMqPoll(params ZeroMqSocket[] sockets)
{
    private static readonly int EventsOffset = OperatingSystem.IsWindows() ? 16 : 12;
    private static readonly int EntryBytes = OperatingSystem.IsWindows() ? 24 : 16;
    private readonly byte[] _entries = Entries(sockets);

    /// <summary>Waits until a message is there; -1 milliseconds waits for ever. The number of sockets that have one, or below 0 when a signal came.</summary>
    internal int Wait(int milliseconds)
    {
        fixed (byte* entries = _entries)
        {
            return ZeroMq.Poll(entries, sockets.Length, milliseconds);
        }
    }

    /// <summary>Whether the last wait found a message on this socket.</summary>
    internal bool HasMessage(int index) => _entries[(index * EntryBytes) + EventsOffset + 2] != 0;

    private static byte[] Entries(ZeroMqSocket[] sockets)
    {
        var entries = new byte[sockets.Length * EntryBytes];
        for (var index = 0; index < sockets.Length; index++)
        {
            var entry = entries.AsSpan(index * EntryBytes);
            MemoryMarshal.Write(entry, sockets[index].Handle);
            entry[EventsOffset] = ZeroMq.PollIn;
        }

        return entries;
    }
}
