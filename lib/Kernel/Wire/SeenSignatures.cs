namespace VisionAttention.Kernel.Wire;

/// <summary>Remembers the latest signatures, so that a recorded message cannot be sent a second time.</summary>
internal sealed class SeenSignatures(int capacity = 65_536)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>False when this signature has been seen already. The first half of a SHA-256 identifies it well enough.</summary>
    internal bool Add(ReadOnlySpan<byte> digest)
    {
        var mark = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
        if (!_seen.Add(mark))
        {
            return false;
        }

        _order.Enqueue(mark);
        if (_order.Count > capacity)
        {
            _seen.Remove(_order.Dequeue());
        }

        return true;
    }
}
