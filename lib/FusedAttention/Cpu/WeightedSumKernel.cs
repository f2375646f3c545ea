using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Sums over the window with weights: up to eight channels of two query rows.</summary>
/// <remarks>
/// result_r[channel][x] = (start + Σ_row Σ_shift weight_r[row][shift][x] · value[row][channel][x + shift·gap]) · factor_r[x], for query row r
/// and one vector of pixels x. Each vector of values is loaded once and used by both query rows; the results stay in registers over the
/// whole window. See <see cref="DotBlock{TLanes, TVector, TGap}"/> for why everything is spelt out.
/// </remarks>
internal static unsafe class WeightedSumKernel<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    /// <summary>All channels, as many at once as registers allow.</summary>
    public static void Run(WeightedRow row, int channels)
    {
        while (channels > 0)
        {
            var count = channels >= TLanes.ChannelsAtOnce ? TLanes.ChannelsAtOnce : channels >= 4 ? 4 : channels >= 2 ? 2 : 1;
            switch (count)
            {
                case 8:
                    Channels<Eight>(row);
                    break;
                case 4:
                    Channels<Four>(row);
                    break;
                case 2:
                    Channels<Two>(row);
                    break;
                default:
                    Channels<One>(row);
                    break;
            }
            row.Value += count * row.ValueChannel;
            row.Result += count * row.ResultChannel;
            channels -= count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Channels<TChannels>(in WeightedRow row) where TChannels : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero, b6 = zero, b7 = zero;
        var (resultChannel, resultRow) = (row.ResultChannel, row.ResultRow);
        if (row.Continues)
        {
            var start = row.Result;
            if (TChannels.Value > 0)
            {
                a0 = TLanes.Load(start + (0 * resultChannel));
                b0 = TLanes.Load(start + (0 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 1)
            {
                a1 = TLanes.Load(start + (1 * resultChannel));
                b1 = TLanes.Load(start + (1 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 2)
            {
                a2 = TLanes.Load(start + (2 * resultChannel));
                b2 = TLanes.Load(start + (2 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 3)
            {
                a3 = TLanes.Load(start + (3 * resultChannel));
                b3 = TLanes.Load(start + (3 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 4)
            {
                a4 = TLanes.Load(start + (4 * resultChannel));
                b4 = TLanes.Load(start + (4 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 5)
            {
                a5 = TLanes.Load(start + (5 * resultChannel));
                b5 = TLanes.Load(start + (5 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 6)
            {
                a6 = TLanes.Load(start + (6 * resultChannel));
                b6 = TLanes.Load(start + (6 * resultChannel) + resultRow);
            }
            if (TChannels.Value > 7)
            {
                a7 = TLanes.Load(start + (7 * resultChannel));
                b7 = TLanes.Load(start + (7 * resultChannel) + resultRow);
            }
        }

        // Addresses of the form start + a register times 4 cost nothing, so three multiples of the channel's step are kept at hand.
        var (valueRow, one, weightRow, weightShift) = (row.ValueRow, row.ValueChannel, row.WeightRow, row.WeightShift);
        var (two, three, four) = (2 * one, 3 * one, 4 * one);
        var weight = row.Weight;
        var line = row.Value;
        for (var rows = row.Rows; rows > 0; rows--)
        {
            var value = line;
            for (var shifts = row.Shifts; shifts > 0; shifts--)
            {
                var weight0 = TLanes.Load(weight);
                var weight1 = TLanes.Load(weight + weightRow);
                TVector seen;
                var upper = value + four;
                if (TChannels.Value > 0)
                {
                    seen = TLanes.Load(value);
                    a0 = TLanes.MultiplyAdd(weight0, seen, a0);
                    b0 = TLanes.MultiplyAdd(weight1, seen, b0);
                }
                if (TChannels.Value > 1)
                {
                    seen = TLanes.Load(value + one);
                    a1 = TLanes.MultiplyAdd(weight0, seen, a1);
                    b1 = TLanes.MultiplyAdd(weight1, seen, b1);
                }
                if (TChannels.Value > 2)
                {
                    seen = TLanes.Load(value + two);
                    a2 = TLanes.MultiplyAdd(weight0, seen, a2);
                    b2 = TLanes.MultiplyAdd(weight1, seen, b2);
                }
                if (TChannels.Value > 3)
                {
                    seen = TLanes.Load(value + three);
                    a3 = TLanes.MultiplyAdd(weight0, seen, a3);
                    b3 = TLanes.MultiplyAdd(weight1, seen, b3);
                }
                if (TChannels.Value > 4)
                {
                    seen = TLanes.Load(upper);
                    a4 = TLanes.MultiplyAdd(weight0, seen, a4);
                    b4 = TLanes.MultiplyAdd(weight1, seen, b4);
                }
                if (TChannels.Value > 5)
                {
                    seen = TLanes.Load(upper + one);
                    a5 = TLanes.MultiplyAdd(weight0, seen, a5);
                    b5 = TLanes.MultiplyAdd(weight1, seen, b5);
                }
                if (TChannels.Value > 6)
                {
                    seen = TLanes.Load(upper + two);
                    a6 = TLanes.MultiplyAdd(weight0, seen, a6);
                    b6 = TLanes.MultiplyAdd(weight1, seen, b6);
                }
                if (TChannels.Value > 7)
                {
                    seen = TLanes.Load(upper + three);
                    a7 = TLanes.MultiplyAdd(weight0, seen, a7);
                    b7 = TLanes.MultiplyAdd(weight1, seen, b7);
                }
                weight += weightShift;
                value += TGap.Value;
            }
            line += valueRow;
        }

        if (row.Factor != null)
        {
            var factor = TLanes.Load(row.Factor);
            a0 = TLanes.Multiply(a0, factor);
            a1 = TLanes.Multiply(a1, factor);
            a2 = TLanes.Multiply(a2, factor);
            a3 = TLanes.Multiply(a3, factor);
            a4 = TLanes.Multiply(a4, factor);
            a5 = TLanes.Multiply(a5, factor);
            a6 = TLanes.Multiply(a6, factor);
            a7 = TLanes.Multiply(a7, factor);
            factor = TLanes.Load(row.Factor + TLanes.Count);
            b0 = TLanes.Multiply(b0, factor);
            b1 = TLanes.Multiply(b1, factor);
            b2 = TLanes.Multiply(b2, factor);
            b3 = TLanes.Multiply(b3, factor);
            b4 = TLanes.Multiply(b4, factor);
            b5 = TLanes.Multiply(b5, factor);
            b6 = TLanes.Multiply(b6, factor);
            b7 = TLanes.Multiply(b7, factor);
        }
        var result = row.Result;
        if (TChannels.Value > 0)
        {
            TLanes.Store(result + (0 * resultChannel), a0);
            TLanes.Store(result + (0 * resultChannel) + resultRow, b0);
        }
        if (TChannels.Value > 1)
        {
            TLanes.Store(result + (1 * resultChannel), a1);
            TLanes.Store(result + (1 * resultChannel) + resultRow, b1);
        }
        if (TChannels.Value > 2)
        {
            TLanes.Store(result + (2 * resultChannel), a2);
            TLanes.Store(result + (2 * resultChannel) + resultRow, b2);
        }
        if (TChannels.Value > 3)
        {
            TLanes.Store(result + (3 * resultChannel), a3);
            TLanes.Store(result + (3 * resultChannel) + resultRow, b3);
        }
        if (TChannels.Value > 4)
        {
            TLanes.Store(result + (4 * resultChannel), a4);
            TLanes.Store(result + (4 * resultChannel) + resultRow, b4);
        }
        if (TChannels.Value > 5)
        {
            TLanes.Store(result + (5 * resultChannel), a5);
            TLanes.Store(result + (5 * resultChannel) + resultRow, b5);
        }
        if (TChannels.Value > 6)
        {
            TLanes.Store(result + (6 * resultChannel), a6);
            TLanes.Store(result + (6 * resultChannel) + resultRow, b6);
        }
        if (TChannels.Value > 7)
        {
            TLanes.Store(result + (7 * resultChannel), a7);
            TLanes.Store(result + (7 * resultChannel) + resultRow, b7);
        }
    }
}
