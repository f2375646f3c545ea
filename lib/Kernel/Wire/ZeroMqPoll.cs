using System.Runtime.InteropServices;

namespace VisionAttention.Kernel.Wire;

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
