using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Sums over the window with weights: up to eight channels of two query rows.</summary>
/// <remarks>
/// result_r[channel][x] = (start + Σ_row Σ_shift weight_r[row][shift][x] · value[row][channel][x + shift·gap]) · factor_r[x], for query row r
/// and one vector of pixels x. Each vector of values is loaded once and used by both query rows; the results stay in registers over the
/// whole window.
/// </remarks>
internal static unsafe class WeightedSumLoop<TLanes, TVector, TGap>
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
        var (valueSteps, resultSteps) = (new Steps(row.ValueChannel), new Steps(row.ResultChannel));
        var (valueRow, weightRow, weightShift) = (row.ValueRow, row.WeightRow, row.WeightShift);
        var first = Accumulators<TLanes, TVector, TChannels>.Of(TLanes.Broadcast(0));
        var second = first;
        if (row.Continues)
        {
            first.Load(row.Result, resultSteps);
            second.Load(row.Result + row.ResultRow, resultSteps);
        }
        var weight = row.Weight;
        var line = row.Value;
        for (var rows = row.Rows; rows > 0; rows--)
        {
            var value = line;
            for (var shifts = row.Shifts; shifts > 0; shifts--)
            {
                var weight0 = TLanes.Load(weight);
                var weight1 = TLanes.Load(weight + weightRow);
                Accumulators<TLanes, TVector, TChannels>.MultiplyAdd<Two>(ref first, ref second, weight0, weight1, value, valueSteps);
                weight += weightShift;
                value += TGap.Value;
            }
            line += valueRow;
        }
        if (row.Factor != null)
        {
            first.Multiply(TLanes.Load(row.Factor));
            second.Multiply(TLanes.Load(row.Factor + TLanes.Count));
        }
        first.Store(row.Result, resultSteps);
        second.Store(row.Result + row.ResultRow, resultSteps);
    }
}

/// <summary>What <see cref="WeightedSumLoop{TLanes, TVector, TGap}"/> works on; distances are in floats.</summary>
internal unsafe struct WeightedRow
{
    /// <summary>Weights of the first query row, [row][shift] vectors.</summary>
    public float* Weight;

    /// <summary>From one vector of weights to the next.</summary>
    public nint WeightShift;

    /// <summary>From the first query row's weights to the second's.</summary>
    public nint WeightRow;

    /// <summary>Value as shift 0 sees it, channel 0, first row of the window.</summary>
    public float* Value;

    /// <summary>From one channel of the value to the next.</summary>
    public nint ValueChannel;

    /// <summary>From one row of the value to the next.</summary>
    public nint ValueRow;

    /// <summary>Rows of the window to sum over.</summary>
    public int Rows;

    /// <summary>Columns of the window.</summary>
    public int Shifts;

    /// <summary>Where the result of the first query row goes, channel 0.</summary>
    public float* Result;

    /// <summary>From one channel of the result to the next.</summary>
    public nint ResultChannel;

    /// <summary>From the first query row's result to the second's.</summary>
    public nint ResultRow;

    /// <summary>Whether the sum starts with what is in the result already.</summary>
    public bool Continues;

    /// <summary>Two vectors, a factor for each query row; null for 1.</summary>
    public float* Factor;
}
