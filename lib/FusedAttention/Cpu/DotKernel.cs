namespace FusedAttention.Cpu;

/// <summary>Dot products over the channels: one or two query rows with up to eight shifts of a key row.</summary>
/// <remarks>
/// sum_rs[x] = start_rs[x] + offset_r[x] + Σ_channel query_r[channel][x] · key[channel][x + s·gap], for row r, shift s, and one vector of
/// pixels x. <see cref="DotBlock{TLanes, TVector, TGap}"/> has the loop; here the window is cut into blocks that fit the registers.
/// </remarks>
internal static unsafe class DotKernel<TLanes, TVector, TGap>
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
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, One>(row);
                break;
            case 2:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Two>(row);
                break;
            case 3:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Three>(row);
                break;
            case 4:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Four>(row);
                break;
            case 5:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Five>(row);
                break;
            case 6:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Six>(row);
                break;
            case 7:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Seven>(row);
                break;
            case 8:
                DotBlock<TLanes, TVector, TGap>.Shifts<TRows, Eight>(row);
                break;
        }
    }
}
