using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Up to eight sums, each in a register of its own: the inner loops of all loops here are made of these.</summary>
/// <remarks>
/// An array would be shorter to write, but only the fields of a local variable, reached through methods that are inlined, are kept in registers.
/// <typeparamref name="TCount"/> is known to the compiler, so every <c>if</c> on it is decided before the code runs, and sums beyond it do not exist.
/// Distances are in floats.
/// </remarks>
internal unsafe struct Accumulators<TLanes, TVector, TCount>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TCount : struct, IConstant
{
    public TVector S0, S1, S2, S3, S4, S5, S6, S7;

    /// <summary>All sums at one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Accumulators<TLanes, TVector, TCount> Of(TVector value) => new() { S0 = value, S1 = value, S2 = value, S3 = value, S4 = value, S5 = value, S6 = value, S7 = value };

    /// <summary>Reads the sums, a step apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(float* from, in Steps step)
    {
        if (TCount.Value > 0)
            S0 = TLanes.Load(from);
        if (TCount.Value > 1)
            S1 = TLanes.Load(from + step.One);
        if (TCount.Value > 2)
            S2 = TLanes.Load(from + step.Two);
        if (TCount.Value > 3)
            S3 = TLanes.Load(from + step.Three);
        from += step.Four;
        if (TCount.Value > 4)
            S4 = TLanes.Load(from);
        if (TCount.Value > 5)
            S5 = TLanes.Load(from + step.One);
        if (TCount.Value > 6)
            S6 = TLanes.Load(from + step.Two);
        if (TCount.Value > 7)
            S7 = TLanes.Load(from + step.Three);
    }

    /// <summary>Writes the sums, a step apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, in Steps step)
    {
        if (TCount.Value > 0)
            TLanes.Store(to, S0);
        if (TCount.Value > 1)
            TLanes.Store(to + step.One, S1);
        if (TCount.Value > 2)
            TLanes.Store(to + step.Two, S2);
        if (TCount.Value > 3)
            TLanes.Store(to + step.Three, S3);
        to += step.Four;
        if (TCount.Value > 4)
            TLanes.Store(to, S4);
        if (TCount.Value > 5)
            TLanes.Store(to + step.One, S5);
        if (TCount.Value > 6)
            TLanes.Store(to + step.Two, S6);
        if (TCount.Value > 7)
            TLanes.Store(to + step.Three, S7);
    }

    /// <summary>Adds the sums to what is there, a step apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(float* to, in Steps step)
    {
        if (TCount.Value > 0)
            TLanes.Store(to, TLanes.Add(TLanes.Load(to), S0));
        if (TCount.Value > 1)
            TLanes.Store(to + step.One, TLanes.Add(TLanes.Load(to + step.One), S1));
        if (TCount.Value > 2)
            TLanes.Store(to + step.Two, TLanes.Add(TLanes.Load(to + step.Two), S2));
        if (TCount.Value > 3)
            TLanes.Store(to + step.Three, TLanes.Add(TLanes.Load(to + step.Three), S3));
        to += step.Four;
        if (TCount.Value > 4)
            TLanes.Store(to, TLanes.Add(TLanes.Load(to), S4));
        if (TCount.Value > 5)
            TLanes.Store(to + step.One, TLanes.Add(TLanes.Load(to + step.One), S5));
        if (TCount.Value > 6)
            TLanes.Store(to + step.Two, TLanes.Add(TLanes.Load(to + step.Two), S6));
        if (TCount.Value > 7)
            TLanes.Store(to + step.Three, TLanes.Add(TLanes.Load(to + step.Three), S7));
    }

    /// <summary>Adds a vector to every sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TVector addend)
    {
        if (TCount.Value > 0)
            S0 = TLanes.Add(S0, addend);
        if (TCount.Value > 1)
            S1 = TLanes.Add(S1, addend);
        if (TCount.Value > 2)
            S2 = TLanes.Add(S2, addend);
        if (TCount.Value > 3)
            S3 = TLanes.Add(S3, addend);
        if (TCount.Value > 4)
            S4 = TLanes.Add(S4, addend);
        if (TCount.Value > 5)
            S5 = TLanes.Add(S5, addend);
        if (TCount.Value > 6)
            S6 = TLanes.Add(S6, addend);
        if (TCount.Value > 7)
            S7 = TLanes.Add(S7, addend);
    }

    /// <summary>Multiplies every sum by a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(TVector factor)
    {
        if (TCount.Value > 0)
            S0 = TLanes.Multiply(S0, factor);
        if (TCount.Value > 1)
            S1 = TLanes.Multiply(S1, factor);
        if (TCount.Value > 2)
            S2 = TLanes.Multiply(S2, factor);
        if (TCount.Value > 3)
            S3 = TLanes.Multiply(S3, factor);
        if (TCount.Value > 4)
            S4 = TLanes.Multiply(S4, factor);
        if (TCount.Value > 5)
            S5 = TLanes.Multiply(S5, factor);
        if (TCount.Value > 6)
            S6 = TLanes.Multiply(S6, factor);
        if (TCount.Value > 7)
            S7 = TLanes.Multiply(S7, factor);
    }

    /// <summary>The largest of a vector and all sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector Max(TVector largest)
    {
        if (TCount.Value > 0)
            largest = TLanes.Max(largest, S0);
        if (TCount.Value > 1)
            largest = TLanes.Max(largest, S1);
        if (TCount.Value > 2)
            largest = TLanes.Max(largest, S2);
        if (TCount.Value > 3)
            largest = TLanes.Max(largest, S3);
        if (TCount.Value > 4)
            largest = TLanes.Max(largest, S4);
        if (TCount.Value > 5)
            largest = TLanes.Max(largest, S5);
        if (TCount.Value > 6)
            largest = TLanes.Max(largest, S6);
        if (TCount.Value > 7)
            largest = TLanes.Max(largest, S7);
        return largest;
    }

    /// <summary>Adds to each sum its own factor times one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(in Accumulators<TLanes, TVector, TCount> factors, TVector vector)
    {
        if (TCount.Value > 0)
            S0 = TLanes.MultiplyAdd(factors.S0, vector, S0);
        if (TCount.Value > 1)
            S1 = TLanes.MultiplyAdd(factors.S1, vector, S1);
        if (TCount.Value > 2)
            S2 = TLanes.MultiplyAdd(factors.S2, vector, S2);
        if (TCount.Value > 3)
            S3 = TLanes.MultiplyAdd(factors.S3, vector, S3);
        if (TCount.Value > 4)
            S4 = TLanes.MultiplyAdd(factors.S4, vector, S4);
        if (TCount.Value > 5)
            S5 = TLanes.MultiplyAdd(factors.S5, vector, S5);
        if (TCount.Value > 6)
            S6 = TLanes.MultiplyAdd(factors.S6, vector, S6);
        if (TCount.Value > 7)
            S7 = TLanes.MultiplyAdd(factors.S7, vector, S7);
    }

    /// <summary>Adds to each sum of one or two rows the row's vector times a vector that both share and that is read, a step from the one before, right when it is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd<TRows>(ref Accumulators<TLanes, TVector, TCount> first, ref Accumulators<TLanes, TVector, TCount> second, TVector left0, TVector left1, float* from, in Steps step)
        where TRows : struct, IConstant
    {
        if (TCount.Value > 0)
            MultiplyAdd<TRows>(ref first.S0, ref second.S0, left0, left1, TLanes.Load(from));
        if (TCount.Value > 1)
            MultiplyAdd<TRows>(ref first.S1, ref second.S1, left0, left1, TLanes.Load(from + step.One));
        if (TCount.Value > 2)
            MultiplyAdd<TRows>(ref first.S2, ref second.S2, left0, left1, TLanes.Load(from + step.Two));
        if (TCount.Value > 3)
            MultiplyAdd<TRows>(ref first.S3, ref second.S3, left0, left1, TLanes.Load(from + step.Three));
        from += step.Four;
        if (TCount.Value > 4)
            MultiplyAdd<TRows>(ref first.S4, ref second.S4, left0, left1, TLanes.Load(from));
        if (TCount.Value > 5)
            MultiplyAdd<TRows>(ref first.S5, ref second.S5, left0, left1, TLanes.Load(from + step.One));
        if (TCount.Value > 6)
            MultiplyAdd<TRows>(ref first.S6, ref second.S6, left0, left1, TLanes.Load(from + step.Two));
        if (TCount.Value > 7)
            MultiplyAdd<TRows>(ref first.S7, ref second.S7, left0, left1, TLanes.Load(from + step.Three));
    }

    /// <summary>As the other, with one number in all lanes in place of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAddNumbers<TRows>(ref Accumulators<TLanes, TVector, TCount> first, ref Accumulators<TLanes, TVector, TCount> second, TVector left0, TVector left1, float* from, in Steps step)
        where TRows : struct, IConstant
    {
        if (TCount.Value > 0)
            MultiplyAdd<TRows>(ref first.S0, ref second.S0, left0, left1, TLanes.Broadcast(*from));
        if (TCount.Value > 1)
            MultiplyAdd<TRows>(ref first.S1, ref second.S1, left0, left1, TLanes.Broadcast(*(from + step.One)));
        if (TCount.Value > 2)
            MultiplyAdd<TRows>(ref first.S2, ref second.S2, left0, left1, TLanes.Broadcast(*(from + step.Two)));
        if (TCount.Value > 3)
            MultiplyAdd<TRows>(ref first.S3, ref second.S3, left0, left1, TLanes.Broadcast(*(from + step.Three)));
        from += step.Four;
        if (TCount.Value > 4)
            MultiplyAdd<TRows>(ref first.S4, ref second.S4, left0, left1, TLanes.Broadcast(*from));
        if (TCount.Value > 5)
            MultiplyAdd<TRows>(ref first.S5, ref second.S5, left0, left1, TLanes.Broadcast(*(from + step.One)));
        if (TCount.Value > 6)
            MultiplyAdd<TRows>(ref first.S6, ref second.S6, left0, left1, TLanes.Broadcast(*(from + step.Two)));
        if (TCount.Value > 7)
            MultiplyAdd<TRows>(ref first.S7, ref second.S7, left0, left1, TLanes.Broadcast(*(from + step.Three)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TRows>(ref TVector first, ref TVector second, TVector left0, TVector left1, TVector shared) where TRows : struct, IConstant
    {
        first = TLanes.MultiplyAdd(left0, shared, first);
        if (TRows.Value > 1)
            second = TLanes.MultiplyAdd(left1, shared, second);
    }
}

/// <summary>Multiples of a distance: an address of the form start + a register times 4 costs nothing.</summary>
internal readonly struct Steps(nint one)
{
    public readonly nint One = one;
    public readonly nint Two = 2 * one;
    public readonly nint Three = 3 * one;
    public readonly nint Four = 4 * one;
}
