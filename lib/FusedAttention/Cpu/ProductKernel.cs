using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Products of numbers with maps: up to eight results of one or two rows of pixels.</summary>
/// <remarks>
/// result_r[m][x] = (start + Σ_part Σ_channel weight[m][part][channel] · input_r[part][channel][x]), for row r and one vector of pixels x: a
/// 1×1 convolution where pixels lie along the lanes. A block of eight results by two rows makes 16 products out of two loads and eight
/// broadcasts. See <see cref="DotBlock{TLanes, TVector, TGap}"/> for why everything is spelt out.
/// </remarks>
internal static unsafe class ProductKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>All results, as many at once as registers allow.</summary>
    /// <param name="row">Where everything is.</param>
    /// <param name="rows">1 or 2.</param>
    /// <param name="results">How many results.</param>
    public static void Run(ProductRow row, int rows, int results)
    {
        while (results > 0)
        {
            var count = results >= TLanes.ChannelsAtOnce ? TLanes.ChannelsAtOnce : results >= 4 ? 4 : results >= 2 ? 2 : 1;
            if (rows == 2)
                Block<Two>(row, count);
            else
                Block<One>(row, count);
            row.Weight += count * row.WeightResult;
            row.Result += count * row.ResultChannel;
            results -= count;
        }
    }

    private static void Block<TRows>(in ProductRow row, int results) where TRows : struct, IConstant
    {
        switch (results)
        {
            case 8:
                Results<TRows, Eight>(row);
                break;
            case 4:
                Results<TRows, Four>(row);
                break;
            case 2:
                Results<TRows, Two>(row);
                break;
            default:
                Results<TRows, One>(row);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Results<TRows, TResults>(in ProductRow row)
        where TRows : struct, IConstant
        where TResults : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero, b6 = zero, b7 = zero;
        var (resultChannel, resultRow) = (row.ResultChannel, row.ResultRow);
        if (row.Continues)
        {
            var start = row.Result;
            if (TResults.Value > 0)
                a0 = TLanes.Load(start + (0 * resultChannel));
            if (TResults.Value > 0 && TRows.Value > 1)
                b0 = TLanes.Load(start + (0 * resultChannel) + resultRow);
            if (TResults.Value > 1)
                a1 = TLanes.Load(start + (1 * resultChannel));
            if (TResults.Value > 1 && TRows.Value > 1)
                b1 = TLanes.Load(start + (1 * resultChannel) + resultRow);
            if (TResults.Value > 2)
                a2 = TLanes.Load(start + (2 * resultChannel));
            if (TResults.Value > 2 && TRows.Value > 1)
                b2 = TLanes.Load(start + (2 * resultChannel) + resultRow);
            if (TResults.Value > 3)
                a3 = TLanes.Load(start + (3 * resultChannel));
            if (TResults.Value > 3 && TRows.Value > 1)
                b3 = TLanes.Load(start + (3 * resultChannel) + resultRow);
            if (TResults.Value > 4)
                a4 = TLanes.Load(start + (4 * resultChannel));
            if (TResults.Value > 4 && TRows.Value > 1)
                b4 = TLanes.Load(start + (4 * resultChannel) + resultRow);
            if (TResults.Value > 5)
                a5 = TLanes.Load(start + (5 * resultChannel));
            if (TResults.Value > 5 && TRows.Value > 1)
                b5 = TLanes.Load(start + (5 * resultChannel) + resultRow);
            if (TResults.Value > 6)
                a6 = TLanes.Load(start + (6 * resultChannel));
            if (TResults.Value > 6 && TRows.Value > 1)
                b6 = TLanes.Load(start + (6 * resultChannel) + resultRow);
            if (TResults.Value > 7)
                a7 = TLanes.Load(start + (7 * resultChannel));
            if (TResults.Value > 7 && TRows.Value > 1)
                b7 = TLanes.Load(start + (7 * resultChannel) + resultRow);
        }

        var (one, weightChannel, inputChannel, inputRow) = (row.WeightResult, row.WeightChannel, row.InputChannel, row.InputRow);
        var (two, three, four) = (2 * one, 3 * one, 4 * one);
        for (var part = 0; part < row.Parts; part++)
        {
            var weight = row.Weight + (part * row.WeightPart);
            var input = row.Input + (part * row.InputPart);
            for (var channels = row.Channels; channels > 0; channels--)
            {
                var input0 = TLanes.Load(input);
                var input1 = TRows.Value > 1 ? TLanes.Load(input + inputRow) : zero;
                var upper = weight + four;
                TVector factor;
                if (TResults.Value > 0)
                {
                    factor = TLanes.Broadcast(weight[0]);
                    a0 = TLanes.MultiplyAdd(factor, input0, a0);
                    if (TRows.Value > 1)
                        b0 = TLanes.MultiplyAdd(factor, input1, b0);
                }
                if (TResults.Value > 1)
                {
                    factor = TLanes.Broadcast(weight[one]);
                    a1 = TLanes.MultiplyAdd(factor, input0, a1);
                    if (TRows.Value > 1)
                        b1 = TLanes.MultiplyAdd(factor, input1, b1);
                }
                if (TResults.Value > 2)
                {
                    factor = TLanes.Broadcast(weight[two]);
                    a2 = TLanes.MultiplyAdd(factor, input0, a2);
                    if (TRows.Value > 1)
                        b2 = TLanes.MultiplyAdd(factor, input1, b2);
                }
                if (TResults.Value > 3)
                {
                    factor = TLanes.Broadcast(weight[three]);
                    a3 = TLanes.MultiplyAdd(factor, input0, a3);
                    if (TRows.Value > 1)
                        b3 = TLanes.MultiplyAdd(factor, input1, b3);
                }
                if (TResults.Value > 4)
                {
                    factor = TLanes.Broadcast(upper[0]);
                    a4 = TLanes.MultiplyAdd(factor, input0, a4);
                    if (TRows.Value > 1)
                        b4 = TLanes.MultiplyAdd(factor, input1, b4);
                }
                if (TResults.Value > 5)
                {
                    factor = TLanes.Broadcast(upper[one]);
                    a5 = TLanes.MultiplyAdd(factor, input0, a5);
                    if (TRows.Value > 1)
                        b5 = TLanes.MultiplyAdd(factor, input1, b5);
                }
                if (TResults.Value > 6)
                {
                    factor = TLanes.Broadcast(upper[two]);
                    a6 = TLanes.MultiplyAdd(factor, input0, a6);
                    if (TRows.Value > 1)
                        b6 = TLanes.MultiplyAdd(factor, input1, b6);
                }
                if (TResults.Value > 7)
                {
                    factor = TLanes.Broadcast(upper[three]);
                    a7 = TLanes.MultiplyAdd(factor, input0, a7);
                    if (TRows.Value > 1)
                        b7 = TLanes.MultiplyAdd(factor, input1, b7);
                }
                weight += weightChannel;
                input += inputChannel;
            }
        }

        var result = row.Result;
        if (TResults.Value > 0)
            TLanes.Store(result + (0 * resultChannel), a0);
        if (TResults.Value > 0 && TRows.Value > 1)
            TLanes.Store(result + (0 * resultChannel) + resultRow, b0);
        if (TResults.Value > 1)
            TLanes.Store(result + (1 * resultChannel), a1);
        if (TResults.Value > 1 && TRows.Value > 1)
            TLanes.Store(result + (1 * resultChannel) + resultRow, b1);
        if (TResults.Value > 2)
            TLanes.Store(result + (2 * resultChannel), a2);
        if (TResults.Value > 2 && TRows.Value > 1)
            TLanes.Store(result + (2 * resultChannel) + resultRow, b2);
        if (TResults.Value > 3)
            TLanes.Store(result + (3 * resultChannel), a3);
        if (TResults.Value > 3 && TRows.Value > 1)
            TLanes.Store(result + (3 * resultChannel) + resultRow, b3);
        if (TResults.Value > 4)
            TLanes.Store(result + (4 * resultChannel), a4);
        if (TResults.Value > 4 && TRows.Value > 1)
            TLanes.Store(result + (4 * resultChannel) + resultRow, b4);
        if (TResults.Value > 5)
            TLanes.Store(result + (5 * resultChannel), a5);
        if (TResults.Value > 5 && TRows.Value > 1)
            TLanes.Store(result + (5 * resultChannel) + resultRow, b5);
        if (TResults.Value > 6)
            TLanes.Store(result + (6 * resultChannel), a6);
        if (TResults.Value > 6 && TRows.Value > 1)
            TLanes.Store(result + (6 * resultChannel) + resultRow, b6);
        if (TResults.Value > 7)
            TLanes.Store(result + (7 * resultChannel), a7);
        if (TResults.Value > 7 && TRows.Value > 1)
            TLanes.Store(result + (7 * resultChannel) + resultRow, b7);
    }
}
