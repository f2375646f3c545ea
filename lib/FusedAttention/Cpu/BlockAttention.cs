using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace FusedAttention.Cpu;

/// <summary>Attention inside blocks of pixels as one step of the graph, in float32 on the processor; the weights are computed again in the backward pass.</summary>
/// <remarks>Ramachandran et al. 2019, Appendix, the attention stem: every pixel attends to the pixels of its block, without positions in the logits.</remarks>
internal sealed class BlockAttention : GraphStep<BlockAttention>
{
    /// <summary>Applies it, with a graph if one is wanted.</summary>
    /// <param name="query">[P, C, N]: pixel of the block, channel, block.</param>
    /// <param name="key">As <paramref name="query"/>.</param>
    /// <param name="value">As <paramref name="query"/>.</param>
    /// <param name="heads">Heads that share the channels.</param>
    /// <param name="width">Registers to use; null for the widest.</param>
    /// <returns>[P, C, N]</returns>
    public static Tensor Apply(Tensor query, Tensor key, Tensor value, int heads, LaneWidth? width = null)
    {
        return is_grad_enabled() && (query.requires_grad || key.requires_grad || value.requires_grad)
            ? Apply((object)query, key, value, heads, width ?? RegisterDispatch.Widest)
            : Forward([query.contiguous(), key.contiguous(), value.contiguous()], heads, width ?? RegisterDispatch.Widest);
    }

    /// <summary>Arguments of apply: query, key, value [P, C, N], heads (int), registers.</summary>
    /// <returns>[P, C, N]</returns>
    protected override Tensor Forward(autograd.AutogradContext ctx, object[] vars)
    {
        List<Tensor> maps = [.. vars.OfType<Tensor>().Select(map => map.contiguous())];
        var (heads, width) = ((int)vars[3], (LaneWidth)vars[4]);
        ctx.save_for_backward(maps);
        ctx.save_data(nameof(heads), heads);
        ctx.save_data(nameof(width), width);
        return Forward(maps, heads, width);
    }

    /// <inheritdoc/>
    protected override List<Tensor> Backward(autograd.AutogradContext ctx, Tensor outputGradient)
    {
        var maps = ctx.get_saved_variables();
        var arriving = outputGradient.contiguous();
        List<Tensor> gradients = [.. maps.Select(map => empty(map.shape, device: CPU))];
        var problem = Problem(maps, (int)ctx.get_data("heads"), arriving) with
        {
            QueryGradient = MapView.Start(gradients[0]), KeyGradient = MapView.Start(gradients[1]), ValueGradient = MapView.Start(gradients[2]),
        };
        problem.Run((LaneWidth)ctx.get_data("width"));
        MapView.KeepAlive([.. maps, .. gradients, arriving]);
        return [.. gradients, null!, null!];
    }

    private static Tensor Forward(List<Tensor> maps, int heads, LaneWidth width)
    {
        var output = empty(maps[0].shape, device: CPU);
        Problem(maps, heads, output).Run(width);
        MapView.KeepAlive([.. maps]);
        return output;
    }

    private static BlockProblem Problem(List<Tensor> maps, int heads, Tensor output)
    {
        var shape = maps[0].shape;
        return new BlockProblem
        {
            Pixels = (int)shape[0], Channels = (int)shape[1], Heads = heads, Blocks = (int)shape[2],
            Query = MapView.Start(maps[0]), Key = MapView.Start(maps[1]), Value = MapView.Start(maps[2]), Output = MapView.Start(output),
        };
    }
}

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

    /// <summary>The result; in the backward pass, the gradient that arrives.</summary>
    public required nint Output { get; init; }

    /// <summary>Zero in the forward pass.</summary>
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

    /// <summary>In the forward pass, the output.</summary>
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
