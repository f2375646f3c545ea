using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Products of numbers with maps: up to eight results of one or two rows of pixels.</summary>
/// <remarks>
/// result_r[m][x] = (start + Σ_part Σ_channel weight[m][part][channel] · input_r[part][channel][x]), for row r and one vector of pixels x: a
/// 1×1 convolution where pixels lie along the lanes. A block of eight results by two rows makes 16 products out of two loads and eight
/// broadcasts.
/// </remarks>
internal static unsafe class ProductLoop<TLanes, TVector>
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
        var (weightSteps, resultSteps) = (new Steps(row.WeightResult), new Steps(row.ResultChannel));
        var (weightChannel, inputChannel, inputRow, resultRow) = (row.WeightChannel, row.InputChannel, row.InputRow, row.ResultRow);
        var zero = TLanes.Broadcast(0);
        var first = Accumulators<TLanes, TVector, TResults>.Of(zero);
        var second = Accumulators<TLanes, TVector, TResults>.Of(zero);
        if (row.Continues)
        {
            first.Load(row.Result, resultSteps);
            if (TRows.Value > 1)
                second.Load(row.Result + resultRow, resultSteps);
        }
        for (var part = 0; part < row.Parts; part++)
        {
            var weight = row.Weight + (part * row.WeightPart);
            var input = row.Input + (part * row.InputPart);
            for (var channels = row.Channels; channels > 0; channels--)
            {
                var input0 = TLanes.Load(input);
                var input1 = TRows.Value > 1 ? TLanes.Load(input + inputRow) : zero;
                Accumulators<TLanes, TVector, TResults>.MultiplyAddNumbers<TRows>(ref first, ref second, input0, input1, weight, weightSteps);
                weight += weightChannel;
                input += inputChannel;
            }
        }
        first.Store(row.Result, resultSteps);
        if (TRows.Value > 1)
            second.Store(row.Result + resultRow, resultSteps);
    }
}

/// <summary>What <see cref="ProductLoop{TLanes, TVector}"/> works on; distances are in floats.</summary>
internal unsafe struct ProductRow
{
    /// <summary>Weight of the first result and the first channel of the first part.</summary>
    public float* Weight;

    /// <summary>From one result's weights to the next one's.</summary>
    public nint WeightResult;

    /// <summary>From one channel's weight to the next one's.</summary>
    public nint WeightChannel;

    /// <summary>From one part's weights to the next one's.</summary>
    public nint WeightPart;

    /// <summary>The first row of the input, channel 0 of the first part.</summary>
    public float* Input;

    /// <summary>From one channel of the input to the next.</summary>
    public nint InputChannel;

    /// <summary>From the first row to the second.</summary>
    public nint InputRow;

    /// <summary>From one part of the input to the next.</summary>
    public nint InputPart;

    /// <summary>Channels of a part.</summary>
    public int Channels;

    /// <summary>Parts that are summed over, with their channels.</summary>
    public int Parts;

    /// <summary>Where the first row of the first result goes.</summary>
    public float* Result;

    /// <summary>From one result to the next.</summary>
    public nint ResultChannel;

    /// <summary>From the first row to the second.</summary>
    public nint ResultRow;

    /// <summary>Whether the sums start with what is in the result already.</summary>
    public bool Continues;
}
