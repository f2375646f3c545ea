using System.Runtime.Intrinsics;

namespace FusedAttention.Cpu;

/// <summary>One call of <see cref="BlockAttention"/>: sizes, and where maps [pixel][channel][block] lie.</summary>
internal sealed unsafe record BlockProblem
{
    public required int Pixels { get; init; }

    public required int Channels { get; init; }

    public required int Heads { get; init; }

    public required int Blocks { get; init; }

    public required nint Query { get; init; }

    public required nint Key { get; init; }

    public required nint Value { get; init; }

    /// <summary>The result; on the way back, the gradient that arrives.</summary>
    public required nint Output { get; init; }

    /// <summary>Zero on the way forth.</summary>
    public nint QueryGradient { get; init; }

    public nint KeyGradient { get; init; }

    public nint ValueGradient { get; init; }

    /// <summary>Computes everything.</summary>
    public void Run(LaneWidth width)
    {
        switch (width)
        {
            case LaneWidth.Bits512:
                Run<Lanes512, Vector512<float>>();
                break;
            case LaneWidth.Bits256:
                Run<Lanes256, Vector256<float>>();
                break;
            case LaneWidth.Bits128:
                Run<Lanes128, Vector128<float>>();
                break;
            default:
                Run<Lanes32, float>();
                break;
        }
    }

    // A head of as many blocks as a register holds is computed by one thread and writes where no other does.
    private void Run<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var vectors = (Blocks + TLanes.Count - 1) / TLanes.Count;
        Workers.Run(vectors, () => new BlockMemory(Pixels, Channels / Heads, TLanes.Count), (memory, vector) =>
        {
            for (var head = 0; head < Heads; head++)
                Unit<TLanes, TVector>(memory, head, vector * TLanes.Count);
        });
    }

    private void Unit<TLanes, TVector>(BlockMemory memory, int head, int block)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        Read<TLanes, TVector>(Query, memory.Query, head, block, (float)Base2.Log2OfE);
        Read<TLanes, TVector>(Key, memory.Key, head, block, 1);
        Read<TLanes, TVector>(Value, memory.Value, head, block, 1);
        if (QueryGradient == 0)
        {
            BlockPass<TLanes, TVector>.Forward(memory.Query, memory.Key, memory.Value, memory.OutputGradient, memory.Weights, Pixels, Channels / Heads);
            Write<TLanes, TVector>(Output, memory.OutputGradient, head, block, 1);
            return;
        }
        Read<TLanes, TVector>(Output, memory.OutputGradient, head, block, 1);
        BlockPass<TLanes, TVector>.Backward(memory, Pixels, Channels / Heads);
        Write<TLanes, TVector>(QueryGradient, memory.QueryGradient, head, block, 1);
        // The queries carried log₂ e.
        Write<TLanes, TVector>(KeyGradient, memory.KeyGradient, head, block, Base2.NaturalLogarithmOf2);
        Write<TLanes, TVector>(ValueGradient, memory.ValueGradient, head, block, 1);
    }

    private void Read<TLanes, TVector>(nint map, float* to, int head, int block, float factor)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        for (var pixel = 0; pixel < Pixels; pixel++, to += Channels / Heads * TLanes.Count)
            Move<TLanes, TVector>(At(map, pixel, head, block), Blocks, to, TLanes.Count, block, factor);
    }

    private void Write<TLanes, TVector>(nint map, float* from, int head, int block, float factor)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        for (var pixel = 0; pixel < Pixels; pixel++, from += Channels / Heads * TLanes.Count)
            Move<TLanes, TVector>(from, TLanes.Count, At(map, pixel, head, block), Blocks, block, factor);
    }

    // The channels of a head at one pixel; behind the last block there is nothing to move.
    private void Move<TLanes, TVector>(float* from, int fromStep, float* to, int toStep, int block, float factor)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var count = Math.Min(TLanes.Count, Blocks - block);
        var times = TLanes.Broadcast(factor);
        for (var channel = 0; channel < Channels / Heads; channel++, from += fromStep, to += toStep)
        {
            if (count == TLanes.Count)
            {
                TLanes.Store(to, TLanes.Multiply(TLanes.Load(from), times));
                continue;
            }
            for (var lane = 0; lane < count; lane++)
                to[lane] = from[lane] * factor;
        }
    }

    private float* At(nint map, int pixel, int head, int block) =>
        (float*)map + ((((long)pixel * Channels) + (head * (Channels / Heads))) * Blocks) + block;
}
