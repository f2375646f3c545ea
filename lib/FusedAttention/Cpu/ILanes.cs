using System.Runtime.Intrinsics;

namespace FusedAttention.Cpu;

/// <summary>The few operations the loops need, on as many pixels at once as a register holds.</summary>
/// <remarks>
/// The loops are written once over this; the just-in-time compiler makes one version for each width. A type parameter that is a struct
/// costs nothing at run time: every call below becomes one instruction.
/// </remarks>
/// <typeparam name="TVector">A register: <c>Vector512&lt;float&gt;</c>, …, or a single <c>float</c>.</typeparam>
internal unsafe interface ILanes<TVector> where TVector : unmanaged
{
    /// <summary>Pixels in a register.</summary>
    static abstract int Count { get; }

    /// <summary>Window positions that a loop takes at once: two accumulators each have to stay in registers.</summary>
    static abstract int ShiftsAtOnce { get; }

    /// <summary>Channels that the weighted sum takes at once: two accumulators each.</summary>
    static abstract int ChannelsAtOnce { get; }

    /// <summary>Key rows, and channels, that the gathering loop takes at once: their product in accumulators.</summary>
    static abstract int SideOfBlock { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(float* to, TVector value);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left · right + addend.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector Max(TVector left, TVector right);

    /// <summary>To the nearest whole number.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>value · 2^whole, 0 where whole is −160; whole is a whole number from −160 to 127.</summary>
    static abstract TVector ScaleByPowerOf2(TVector value, TVector whole);

    static abstract TVector Log2(TVector value);

    /// <summary>The sum over the lanes, always in the same order.</summary>
    static abstract float Sum(TVector value);

    /// <summary>Four sums over the lanes at once.</summary>
    static abstract Vector128<float> Sums(TVector first, TVector second, TVector third, TVector fourth);
}
