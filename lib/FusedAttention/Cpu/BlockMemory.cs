namespace FusedAttention.Cpu;

/// <summary>Scratch memory of one thread for <see cref="BlockPass{TLanes, TVector}"/>: maps are [pixel][channel] vectors.</summary>
internal sealed unsafe class BlockMemory : IDisposable
{
    private readonly Scratch _memory;

    public BlockMemory(int pixels, int channels, int lanes)
    {
        var (map, window) = (pixels * channels * lanes, pixels * pixels * lanes);
        _memory = new Scratch(map, map, map, map, map, map, map, window, window);
        Query = _memory.Take(map);
        Key = _memory.Take(map);
        Value = _memory.Take(map);
        OutputGradient = _memory.Take(map);
        QueryGradient = _memory.Take(map);
        KeyGradient = _memory.Take(map);
        ValueGradient = _memory.Take(map);
        Weights = _memory.Take(window);
        Gradients = _memory.Take(window);
    }

    /// <summary>Multiplied by log₂ e.</summary>
    public float* Query { get; }

    public float* Key { get; }

    public float* Value { get; }

    /// <summary>On the way forth, the output.</summary>
    public float* OutputGradient { get; }

    public float* QueryGradient { get; }

    public float* KeyGradient { get; }

    public float* ValueGradient { get; }

    /// <summary>[pixel][neighbour] vectors.</summary>
    public float* Weights { get; }

    /// <summary>Gradients of the logits, likewise.</summary>
    public float* Gradients { get; }

    public void Dispose() => _memory.Dispose();
}
