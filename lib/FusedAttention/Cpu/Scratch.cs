using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusedAttention.Cpu;

/// <summary>A rented array that is handed out in parts, each on a cache line of its own; it starts as zeros.</summary>
/// <remarks>Renting costs nothing from the second time on, and the pool gives memory back to the system when it has not been asked for a while.</remarks>
internal sealed unsafe class Scratch : IDisposable
{
    private const int FloatsOfLine = 16;
    private const int CacheLine = FloatsOfLine * sizeof(float);

    private readonly float[] _rented;
    private readonly GCHandle _pin;
    private float* _next;

    /// <summary>Memory for parts of these sizes, which are then to be taken.</summary>
    public Scratch(params ReadOnlySpan<int> parts)
    {
        var size = 0;
        foreach (var part in parts)
            size = checked(size + Rounded(part));
        _rented = ArrayPool<float>.Shared.Rent(size + FloatsOfLine);
        _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
        _next = (float*)(((nint)Unsafe.AsPointer(ref _rented[0]) + CacheLine - 1) / CacheLine * CacheLine);
        new Span<float>(_next, size).Clear();
    }

    /// <summary>Floats that a part takes up: whole cache lines.</summary>
    public static int Rounded(int floats) => (floats + FloatsOfLine - 1) / FloatsOfLine * FloatsOfLine;

    /// <summary>The next part.</summary>
    public float* Take(int floats)
    {
        var part = _next;
        _next += Rounded(floats);
        return part;
    }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }
}
