using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Dot products over the channels: one or two query rows with up to eight shifts of a key row.</summary>
/// <remarks>
/// sum_rs[x] = start_rs[x] + offset_r[x] + Σ_channel query_r[channel][x] · key[channel][x + s·gap], for row r, shift s, and one vector of
/// pixels x. Each vector of keys is loaded once and used by both query rows; the sums stay in registers until the last channel.
/// </remarks>
internal static unsafe class DotLoop<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    /// <summary>All shifts of a window, as many at once as registers allow.</summary>
    /// <param name="row">Where everything is.</param>
    /// <param name="first">The first query row that takes part: 0 or 1.</param>
    /// <param name="rows">How many take part: 1 or 2.</param>
    /// <param name="shifts">The width of the window.</param>
    public static void Run(in DotRow row, int first, int rows, int shifts)
    {
        // A copy costs more than it seems: what was just written in small pieces cannot be read in large ones at once.
        if (first == 0 && shifts <= TLanes.ShiftsAtOnce)
            Block(row, rows, shifts);
        else
            Blocks(row, first, rows, shifts);
    }

    private static void Blocks(DotRow row, int first, int rows, int shifts)
    {
        if (first == 1)
        {
            row.Query += row.QueryRow;
            row.Sum += row.SumRow;
            row.Start += row.Start == null ? 0 : row.StartRow;
            row.Offset0 = row.Offset1;
            row.Largest += row.Largest == null ? 0 : TLanes.Count;
        }
        var blocks = (shifts + TLanes.ShiftsAtOnce - 1) / TLanes.ShiftsAtOnce;
        while (shifts > 0)
        {
            var count = (shifts + blocks - 1) / blocks;
            Block(row, rows, count);
            row.Key += count * TGap.Value;
            row.Sum += count * TLanes.Count;
            row.Start += row.Start == null ? 0 : count * TLanes.Count;
            shifts -= count;
            blocks--;
        }
    }

    private static void Block(in DotRow row, int rows, int shifts)
    {
        if (rows == 2)
            Block<Two>(row, shifts);
        else
            Block<One>(row, shifts);
    }

    private static void Block<TRows>(in DotRow row, int shifts) where TRows : struct, IConstant
    {
        switch (shifts)
        {
            case 1:
                Shifts<TRows, One>(row);
                break;
            case 2:
                Shifts<TRows, Two>(row);
                break;
            case 3:
                Shifts<TRows, Three>(row);
                break;
            case 4:
                Shifts<TRows, Four>(row);
                break;
            case 5:
                Shifts<TRows, Five>(row);
                break;
            case 6:
                Shifts<TRows, Six>(row);
                break;
            case 7:
                Shifts<TRows, Seven>(row);
                break;
            case 8:
                Shifts<TRows, Eight>(row);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shifts<TRows, TShifts>(in DotRow row)
        where TRows : struct, IConstant
        where TShifts : struct, IConstant
    {
        var (vectors, shifts) = (new Steps(TLanes.Count), new Steps(TGap.Value));
        var zero = TLanes.Broadcast(0);
        var (keyLine, sumLine, offset0, offset1) = ((nint)row.Key, (nint)row.Sum, (nint)row.Offset0, (nint)row.Offset1);
        TVector largest0 = zero, largest1 = zero;
        if (row.Largest != null)
        {
            largest0 = TLanes.Load(row.Largest);
            if (TRows.Value > 1)
                largest1 = TLanes.Load(row.Largest + TLanes.Count);
        }
        var (queryRow, queryChannel, keyChannel) = (row.QueryRow, row.QueryChannel, row.KeyChannel);
        for (var lines = row.KeyRows; lines > 0; lines--)
        {
            var first = Accumulators<TLanes, TVector, TShifts>.Of(zero);
            var second = Accumulators<TLanes, TVector, TShifts>.Of(zero);
            if (row.Start != null)
            {
                first.Load(row.Start, vectors);
                if (TRows.Value > 1)
                    second.Load(row.Start + row.StartRow, vectors);
            }
            if (offset0 != 0)
            {
                first.Add(TLanes.Load((float*)offset0));
                offset0 += TLanes.Count * sizeof(float);
                if (TRows.Value > 1)
                {
                    second.Add(TLanes.Load((float*)offset1));
                    offset1 += TLanes.Count * sizeof(float);
                }
            }

            var query = row.Query;
            var key = (float*)keyLine;
            for (var channel = row.Channels; channel > 0; channel--)
            {
                var query0 = TLanes.Load(query);
                var query1 = TRows.Value > 1 ? TLanes.Load(query + queryRow) : zero;
                Accumulators<TLanes, TVector, TShifts>.MultiplyAdd<TRows>(ref first, ref second, query0, query1, key, shifts);
                query += queryChannel;
                key += keyChannel;
            }

            var sum = (float*)sumLine;
            first.Store(sum, vectors);
            if (TRows.Value > 1)
                second.Store(sum + row.SumRow, vectors);
            if (row.Largest != null)
            {
                largest0 = first.Max(largest0);
                if (TRows.Value > 1)
                    largest1 = second.Max(largest1);
            }
            keyLine += row.KeyRow * sizeof(float);
            sumLine += row.SumKeyRow * sizeof(float);
        }
        if (row.Largest == null)
            return;
        TLanes.Store(row.Largest, largest0);
        if (TRows.Value > 1)
            TLanes.Store(row.Largest + TLanes.Count, largest1);
    }
}

/// <summary>What <see cref="DotLoop{TLanes, TVector, TGap}"/> works on: two query rows' worth of one vector of pixels, with some key rows.</summary>
internal unsafe struct DotRow
{
    /// <summary>Query of the first row, channel 0.</summary>
    public float* Query;

    /// <summary>Floats from one channel to the next.</summary>
    public nint QueryChannel;

    /// <summary>Floats from the first query row to the second.</summary>
    public nint QueryRow;

    /// <summary>Key as shift 0 sees it, channel 0; shift s lies s gaps to the right.</summary>
    public float* Key;

    /// <summary>Floats from one channel to the next.</summary>
    public nint KeyChannel;

    /// <summary>Key rows, one below the other.</summary>
    public int KeyRows;

    /// <summary>Floats from one key row to the next.</summary>
    public nint KeyRow;

    /// <summary>Channels to sum over; 0 where the key row lies outside the image or is not there.</summary>
    public int Channels;

    /// <summary>What the sums of both rows start with, one vector a shift; null for 0.</summary>
    public float* Start;

    /// <summary>Floats from the first row's start to the second's.</summary>
    public nint StartRow;

    /// <summary>One vector for each key row, to add to every shift of the first query row, and of the second; null for 0.</summary>
    public float* Offset0;

    /// <inheritdoc cref="Offset0"/>
    public float* Offset1;

    /// <summary>Where the sums of the first query row go, one vector a shift.</summary>
    public float* Sum;

    /// <summary>Floats from one key row's sums to the next one's.</summary>
    public nint SumKeyRow;

    /// <summary>Floats from the first row's sums to the second's.</summary>
    public nint SumRow;

    /// <summary>Two vectors, the largest sums so far; null where nobody asks.</summary>
    public float* Largest;
}
