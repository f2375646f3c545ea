using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>What two query rows give back to key rows: up to four key rows by four channels.</summary>
/// <remarks>
/// result[key row][channel][x] += Σ_r Σ_shift weight_r[key row][shift][x − shift·gap] · given_r[channel][x − shift·gap], for query rows r and
/// one vector of pixels x. It is the weighted sum read the other way: a key gathers from the queries that looked at it, so no two of them
/// write to the same place. A block of 4 by 4 makes 16 products out of 8 loads.
/// </remarks>
internal static unsafe class GatherLoop<TLanes, TVector, TGap>
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
        var (channelSteps, keyRowSteps, resultSteps) = (new Steps(row.GivenChannel), new Steps(row.WeightKeyRow), new Steps(row.ResultChannel));
        var (zero, weightShift) = (TLanes.Broadcast(0), row.WeightShift);
        var row0 = Accumulators<TLanes, TVector, TChannels>.Of(zero);
        var (row1, row2, row3) = (row0, row0, row0);
        for (var query = 0; query < 2; query++)
        {
            var weight = firstWeight + (query * row.WeightRow);
            var given = firstGiven + (query * row.GivenRow);
            for (var shifts = row.Shifts; shifts > 0; shifts--)
            {
                Unsafe.SkipInit(out Accumulators<TLanes, TVector, TChannels> seen);
                seen.Load(given, channelSteps);
                row0.MultiplyAdd(seen, TLanes.Load(weight));
                if (TKeyRows.Value > 1)
                    row1.MultiplyAdd(seen, TLanes.Load(weight + keyRowSteps.One));
                if (TKeyRows.Value > 2)
                    row2.MultiplyAdd(seen, TLanes.Load(weight + keyRowSteps.Two));
                if (TKeyRows.Value > 3)
                    row3.MultiplyAdd(seen, TLanes.Load(weight + keyRowSteps.Three));
                weight += weightShift;
                given -= TGap.Value;
            }
        }
        row0.AddTo(result, resultSteps);
        if (TKeyRows.Value > 1)
            row1.AddTo(result + row.ResultKeyRow, resultSteps);
        if (TKeyRows.Value > 2)
            row2.AddTo(result + (2 * row.ResultKeyRow), resultSteps);
        if (TKeyRows.Value > 3)
            row3.AddTo(result + (3 * row.ResultKeyRow), resultSteps);
    }
}

/// <summary>What <see cref="GatherLoop{TLanes, TVector, TGap}"/> works on; distances are in floats.</summary>
internal unsafe struct GatherRow
{
    /// <summary>Weights of the first query row at the first key row, shift 0.</summary>
    public float* Weight;

    /// <summary>From the first query row's weights to the second's.</summary>
    public nint WeightRow;

    /// <summary>From one key row to the next.</summary>
    public nint WeightKeyRow;

    /// <summary>From one shift to the next, as a key sees it: a gap less than the distance of their rows.</summary>
    public nint WeightShift;

    /// <summary>What the first query row gives, channel 0, as shift 0 sees it; the next shift lies a gap to the left.</summary>
    public float* Given;

    /// <summary>From one channel to the next.</summary>
    public nint GivenChannel;

    /// <summary>From the first query row to the second.</summary>
    public nint GivenRow;

    /// <summary>Columns of the window.</summary>
    public int Shifts;

    /// <summary>Where the first key row's result is, channel 0.</summary>
    public float* Result;

    /// <summary>From one key row to the next.</summary>
    public nint ResultKeyRow;

    /// <summary>From one channel to the next.</summary>
    public nint ResultChannel;
}
