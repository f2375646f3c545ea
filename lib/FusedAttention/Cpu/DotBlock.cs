using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>The loop of <see cref="DotKernel{TLanes, TVector, TGap}"/>.</summary>
/// <remarks>
/// Each vector of keys is loaded once and used by both query rows; the sums, a for the first row and b for the second, stay in registers
/// until the last channel. Rows, shifts and gap are known to the compiler, so every <c>if</c> on them is decided before the code runs, and
/// unused sums do not exist. An array of sums would be shorter to write, but the compiler keeps only named variables in registers.
/// </remarks>
internal static unsafe class DotBlock<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    /// <summary>Up to eight shifts of one or two query rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shifts<TRows, TShifts>(in DotRow row)
        where TRows : struct, IConstant
        where TShifts : struct, IConstant
    {
        TVector zero = TLanes.Broadcast(0);
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
            TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
            TVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero, b6 = zero, b7 = zero;
            if (row.Start != null)
            {
                var start = row.Start;
                if (TShifts.Value > 0)
                    a0 = TLanes.Load(start + (0 * TLanes.Count));
                if (TShifts.Value > 1)
                    a1 = TLanes.Load(start + (1 * TLanes.Count));
                if (TShifts.Value > 2)
                    a2 = TLanes.Load(start + (2 * TLanes.Count));
                if (TShifts.Value > 3)
                    a3 = TLanes.Load(start + (3 * TLanes.Count));
                if (TShifts.Value > 4)
                    a4 = TLanes.Load(start + (4 * TLanes.Count));
                if (TShifts.Value > 5)
                    a5 = TLanes.Load(start + (5 * TLanes.Count));
                if (TShifts.Value > 6)
                    a6 = TLanes.Load(start + (6 * TLanes.Count));
                if (TShifts.Value > 7)
                    a7 = TLanes.Load(start + (7 * TLanes.Count));
                start += row.StartRow;
                if (TRows.Value > 1 && TShifts.Value > 0)
                    b0 = TLanes.Load(start + (0 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 1)
                    b1 = TLanes.Load(start + (1 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 2)
                    b2 = TLanes.Load(start + (2 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 3)
                    b3 = TLanes.Load(start + (3 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 4)
                    b4 = TLanes.Load(start + (4 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 5)
                    b5 = TLanes.Load(start + (5 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 6)
                    b6 = TLanes.Load(start + (6 * TLanes.Count));
                if (TRows.Value > 1 && TShifts.Value > 7)
                    b7 = TLanes.Load(start + (7 * TLanes.Count));
            }
            if (offset0 != 0)
            {
                var offset = TLanes.Load((float*)offset0);
                a0 = TLanes.Add(a0, offset);
                a1 = TLanes.Add(a1, offset);
                a2 = TLanes.Add(a2, offset);
                a3 = TLanes.Add(a3, offset);
                a4 = TLanes.Add(a4, offset);
                a5 = TLanes.Add(a5, offset);
                a6 = TLanes.Add(a6, offset);
                a7 = TLanes.Add(a7, offset);
                offset0 += TLanes.Count * sizeof(float);
                if (TRows.Value > 1)
                {
                    offset = TLanes.Load((float*)offset1);
                    b0 = TLanes.Add(b0, offset);
                    b1 = TLanes.Add(b1, offset);
                    b2 = TLanes.Add(b2, offset);
                    b3 = TLanes.Add(b3, offset);
                    b4 = TLanes.Add(b4, offset);
                    b5 = TLanes.Add(b5, offset);
                    b6 = TLanes.Add(b6, offset);
                    b7 = TLanes.Add(b7, offset);
                    offset1 += TLanes.Count * sizeof(float);
                }
            }

            var query = row.Query;
            var key = (float*)keyLine;
            for (var channel = row.Channels; channel > 0; channel--)
            {
                var query0 = TLanes.Load(query);
                var query1 = TRows.Value > 1 ? TLanes.Load(query + queryRow) : zero;
                TVector seen;
                if (TShifts.Value > 0)
                {
                    seen = TLanes.Load(key + (0 * TGap.Value));
                    a0 = TLanes.MultiplyAdd(query0, seen, a0);
                    if (TRows.Value > 1)
                        b0 = TLanes.MultiplyAdd(query1, seen, b0);
                }
                if (TShifts.Value > 1)
                {
                    seen = TLanes.Load(key + (1 * TGap.Value));
                    a1 = TLanes.MultiplyAdd(query0, seen, a1);
                    if (TRows.Value > 1)
                        b1 = TLanes.MultiplyAdd(query1, seen, b1);
                }
                if (TShifts.Value > 2)
                {
                    seen = TLanes.Load(key + (2 * TGap.Value));
                    a2 = TLanes.MultiplyAdd(query0, seen, a2);
                    if (TRows.Value > 1)
                        b2 = TLanes.MultiplyAdd(query1, seen, b2);
                }
                if (TShifts.Value > 3)
                {
                    seen = TLanes.Load(key + (3 * TGap.Value));
                    a3 = TLanes.MultiplyAdd(query0, seen, a3);
                    if (TRows.Value > 1)
                        b3 = TLanes.MultiplyAdd(query1, seen, b3);
                }
                if (TShifts.Value > 4)
                {
                    seen = TLanes.Load(key + (4 * TGap.Value));
                    a4 = TLanes.MultiplyAdd(query0, seen, a4);
                    if (TRows.Value > 1)
                        b4 = TLanes.MultiplyAdd(query1, seen, b4);
                }
                if (TShifts.Value > 5)
                {
                    seen = TLanes.Load(key + (5 * TGap.Value));
                    a5 = TLanes.MultiplyAdd(query0, seen, a5);
                    if (TRows.Value > 1)
                        b5 = TLanes.MultiplyAdd(query1, seen, b5);
                }
                if (TShifts.Value > 6)
                {
                    seen = TLanes.Load(key + (6 * TGap.Value));
                    a6 = TLanes.MultiplyAdd(query0, seen, a6);
                    if (TRows.Value > 1)
                        b6 = TLanes.MultiplyAdd(query1, seen, b6);
                }
                if (TShifts.Value > 7)
                {
                    seen = TLanes.Load(key + (7 * TGap.Value));
                    a7 = TLanes.MultiplyAdd(query0, seen, a7);
                    if (TRows.Value > 1)
                        b7 = TLanes.MultiplyAdd(query1, seen, b7);
                }
                query += queryChannel;
                key += keyChannel;
            }

            var sum = (float*)sumLine;
            if (TShifts.Value > 0)
                TLanes.Store(sum + (0 * TLanes.Count), a0);
            if (TShifts.Value > 1)
                TLanes.Store(sum + (1 * TLanes.Count), a1);
            if (TShifts.Value > 2)
                TLanes.Store(sum + (2 * TLanes.Count), a2);
            if (TShifts.Value > 3)
                TLanes.Store(sum + (3 * TLanes.Count), a3);
            if (TShifts.Value > 4)
                TLanes.Store(sum + (4 * TLanes.Count), a4);
            if (TShifts.Value > 5)
                TLanes.Store(sum + (5 * TLanes.Count), a5);
            if (TShifts.Value > 6)
                TLanes.Store(sum + (6 * TLanes.Count), a6);
            if (TShifts.Value > 7)
                TLanes.Store(sum + (7 * TLanes.Count), a7);
            sum += row.SumRow;
            if (TRows.Value > 1 && TShifts.Value > 0)
                TLanes.Store(sum + (0 * TLanes.Count), b0);
            if (TRows.Value > 1 && TShifts.Value > 1)
                TLanes.Store(sum + (1 * TLanes.Count), b1);
            if (TRows.Value > 1 && TShifts.Value > 2)
                TLanes.Store(sum + (2 * TLanes.Count), b2);
            if (TRows.Value > 1 && TShifts.Value > 3)
                TLanes.Store(sum + (3 * TLanes.Count), b3);
            if (TRows.Value > 1 && TShifts.Value > 4)
                TLanes.Store(sum + (4 * TLanes.Count), b4);
            if (TRows.Value > 1 && TShifts.Value > 5)
                TLanes.Store(sum + (5 * TLanes.Count), b5);
            if (TRows.Value > 1 && TShifts.Value > 6)
                TLanes.Store(sum + (6 * TLanes.Count), b6);
            if (TRows.Value > 1 && TShifts.Value > 7)
                TLanes.Store(sum + (7 * TLanes.Count), b7);
            if (row.Largest != null)
            {
                largest0 = TLanes.Max(largest0, a0);
                if (TShifts.Value > 1)
                    largest0 = TLanes.Max(largest0, a1);
                if (TShifts.Value > 2)
                    largest0 = TLanes.Max(largest0, a2);
                if (TShifts.Value > 3)
                    largest0 = TLanes.Max(largest0, a3);
                if (TShifts.Value > 4)
                    largest0 = TLanes.Max(largest0, a4);
                if (TShifts.Value > 5)
                    largest0 = TLanes.Max(largest0, a5);
                if (TShifts.Value > 6)
                    largest0 = TLanes.Max(largest0, a6);
                if (TShifts.Value > 7)
                    largest0 = TLanes.Max(largest0, a7);
                largest1 = TRows.Value > 1 ? TLanes.Max(largest1, b0) : largest1;
                if (TRows.Value > 1 && TShifts.Value > 1)
                    largest1 = TLanes.Max(largest1, b1);
                if (TRows.Value > 1 && TShifts.Value > 2)
                    largest1 = TLanes.Max(largest1, b2);
                if (TRows.Value > 1 && TShifts.Value > 3)
                    largest1 = TLanes.Max(largest1, b3);
                if (TRows.Value > 1 && TShifts.Value > 4)
                    largest1 = TLanes.Max(largest1, b4);
                if (TRows.Value > 1 && TShifts.Value > 5)
                    largest1 = TLanes.Max(largest1, b5);
                if (TRows.Value > 1 && TShifts.Value > 6)
                    largest1 = TLanes.Max(largest1, b6);
                if (TRows.Value > 1 && TShifts.Value > 7)
                    largest1 = TLanes.Max(largest1, b7);
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
