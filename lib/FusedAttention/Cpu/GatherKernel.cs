using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>What two query rows give back to key rows: up to four key rows by four channels.</summary>
/// <remarks>
/// result[key row][channel][x] += Σ_r Σ_shift weight_r[key row][shift][x − shift·gap] · given_r[channel][x − shift·gap], for query rows r and
/// one vector of pixels x. It is the weighted sum read the other way: a key gathers from the queries that looked at it, so no two of them
/// write to the same place. A block of 4 by 4 makes 16 products out of 8 loads.
/// </remarks>
internal static unsafe class GatherKernel<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    /// <summary>All key rows and channels, in blocks.</summary>
    public static void Run(in GatherRow row, int keyRows, int channels)
    {
        for (var keyRow = 0; keyRow < keyRows; keyRow += TLanes.SideOfBlock)
        {
            var weight = row.Weight + (keyRow * row.WeightKeyRow);
            var result = row.Result + (keyRow * row.ResultKeyRow);
            switch (Math.Min(keyRows - keyRow, TLanes.SideOfBlock))
            {
                case 1:
                    KeyRows<One>(row, weight, result, channels);
                    break;
                case 2:
                    KeyRows<Two>(row, weight, result, channels);
                    break;
                case 3:
                    KeyRows<Three>(row, weight, result, channels);
                    break;
                case 4:
                    KeyRows<Four>(row, weight, result, channels);
                    break;
            }
        }
    }

    private static void KeyRows<TKeyRows>(in GatherRow row, float* weight, float* result, int channels) where TKeyRows : struct, IConstant
    {
        var given = row.Given;
        for (var channel = 0; channel < channels; channel += TLanes.SideOfBlock)
        {
            switch (Math.Min(channels - channel, TLanes.SideOfBlock))
            {
                case 1:
                    Block<TKeyRows, One>(row, weight, given, result);
                    break;
                case 2:
                    Block<TKeyRows, Two>(row, weight, given, result);
                    break;
                case 3:
                    Block<TKeyRows, Three>(row, weight, given, result);
                    break;
                case 4:
                    Block<TKeyRows, Four>(row, weight, given, result);
                    break;
            }
            given += TLanes.SideOfBlock * row.GivenChannel;
            result += TLanes.SideOfBlock * row.ResultChannel;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TKeyRows, TChannels>(in GatherRow row, float* firstWeight, float* firstGiven, float* result)
        where TKeyRows : struct, IConstant
        where TChannels : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
        TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
        TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero;
        TVector d0 = zero, d1 = zero, d2 = zero, d3 = zero;
        var (weightKeyRow, givenChannel) = (row.WeightKeyRow, row.GivenChannel);
        var (weightKeyRow3, givenChannel3) = (3 * weightKeyRow, 3 * givenChannel);
        for (var query = 0; query < 2; query++)
        {
            var weight = firstWeight + (query * row.WeightRow);
            var given = firstGiven + (query * row.GivenRow);
            for (var shifts = row.Shifts; shifts > 0; shifts--)
            {
                var given0 = TLanes.Load(given);
                var given1 = TChannels.Value > 1 ? TLanes.Load(given + givenChannel) : zero;
                var given2 = TChannels.Value > 2 ? TLanes.Load(given + (2 * givenChannel)) : zero;
                var given3 = TChannels.Value > 3 ? TLanes.Load(given + givenChannel3) : zero;
                var moved = TLanes.Load(weight);
                a0 = TLanes.MultiplyAdd(moved, given0, a0);
                if (TChannels.Value > 1)
                    a1 = TLanes.MultiplyAdd(moved, given1, a1);
                if (TChannels.Value > 2)
                    a2 = TLanes.MultiplyAdd(moved, given2, a2);
                if (TChannels.Value > 3)
                    a3 = TLanes.MultiplyAdd(moved, given3, a3);
                if (TKeyRows.Value > 1)
                {
                    moved = TLanes.Load(weight + weightKeyRow);
                    b0 = TLanes.MultiplyAdd(moved, given0, b0);
                    if (TChannels.Value > 1)
                        b1 = TLanes.MultiplyAdd(moved, given1, b1);
                    if (TChannels.Value > 2)
                        b2 = TLanes.MultiplyAdd(moved, given2, b2);
                    if (TChannels.Value > 3)
                        b3 = TLanes.MultiplyAdd(moved, given3, b3);
                }
                if (TKeyRows.Value > 2)
                {
                    moved = TLanes.Load(weight + (2 * weightKeyRow));
                    c0 = TLanes.MultiplyAdd(moved, given0, c0);
                    if (TChannels.Value > 1)
                        c1 = TLanes.MultiplyAdd(moved, given1, c1);
                    if (TChannels.Value > 2)
                        c2 = TLanes.MultiplyAdd(moved, given2, c2);
                    if (TChannels.Value > 3)
                        c3 = TLanes.MultiplyAdd(moved, given3, c3);
                }
                if (TKeyRows.Value > 3)
                {
                    moved = TLanes.Load(weight + weightKeyRow3);
                    d0 = TLanes.MultiplyAdd(moved, given0, d0);
                    if (TChannels.Value > 1)
                        d1 = TLanes.MultiplyAdd(moved, given1, d1);
                    if (TChannels.Value > 2)
                        d2 = TLanes.MultiplyAdd(moved, given2, d2);
                    if (TChannels.Value > 3)
                        d3 = TLanes.MultiplyAdd(moved, given3, d3);
                }
                weight += row.WeightShift;
                given -= TGap.Value;
            }
        }

        var (resultChannel, resultKeyRow) = (row.ResultChannel, row.ResultKeyRow);
        Accumulate(result + (0 * resultKeyRow) + (0 * resultChannel), a0);
        if (TChannels.Value > 1)
            Accumulate(result + (0 * resultKeyRow) + (1 * resultChannel), a1);
        if (TChannels.Value > 2)
            Accumulate(result + (0 * resultKeyRow) + (2 * resultChannel), a2);
        if (TChannels.Value > 3)
            Accumulate(result + (0 * resultKeyRow) + (3 * resultChannel), a3);
        if (TKeyRows.Value > 1)
            Accumulate(result + (1 * resultKeyRow) + (0 * resultChannel), b0);
        if (TKeyRows.Value > 1 && TChannels.Value > 1)
            Accumulate(result + (1 * resultKeyRow) + (1 * resultChannel), b1);
        if (TKeyRows.Value > 1 && TChannels.Value > 2)
            Accumulate(result + (1 * resultKeyRow) + (2 * resultChannel), b2);
        if (TKeyRows.Value > 1 && TChannels.Value > 3)
            Accumulate(result + (1 * resultKeyRow) + (3 * resultChannel), b3);
        if (TKeyRows.Value > 2)
            Accumulate(result + (2 * resultKeyRow) + (0 * resultChannel), c0);
        if (TKeyRows.Value > 2 && TChannels.Value > 1)
            Accumulate(result + (2 * resultKeyRow) + (1 * resultChannel), c1);
        if (TKeyRows.Value > 2 && TChannels.Value > 2)
            Accumulate(result + (2 * resultKeyRow) + (2 * resultChannel), c2);
        if (TKeyRows.Value > 2 && TChannels.Value > 3)
            Accumulate(result + (2 * resultKeyRow) + (3 * resultChannel), c3);
        if (TKeyRows.Value > 3)
            Accumulate(result + (3 * resultKeyRow) + (0 * resultChannel), d0);
        if (TKeyRows.Value > 3 && TChannels.Value > 1)
            Accumulate(result + (3 * resultKeyRow) + (1 * resultChannel), d1);
        if (TKeyRows.Value > 3 && TChannels.Value > 2)
            Accumulate(result + (3 * resultKeyRow) + (2 * resultChannel), d2);
        if (TKeyRows.Value > 3 && TChannels.Value > 3)
            Accumulate(result + (3 * resultKeyRow) + (3 * resultChannel), d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(float* to, TVector value) => TLanes.Store(to, TLanes.Add(TLanes.Load(to), value));
}
