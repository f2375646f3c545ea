using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>The attention of one unit: logits, softmax and weighted sum, two query rows and one vector of pixels at a time.</summary>
internal static unsafe class ForwardPass<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    public static void Run(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        Tile<TLanes, TVector, TGap>.ReadUnit(problem, work, unit);
        for (var row = 0; row < layout.Height; row += 2)
        {
            Tile<TLanes, TVector, TGap>.ReadQueries(problem, work, unit, row);
            for (var head = 0; head < layout.HeadsTogether; head++)
            {
                work.Select(head);
                RunPair(problem, work, (unit * layout.HeadsTogether) + head, row);
            }
            work.Select(head: 0);
            for (var second = 0; second < 2 && row + second < layout.Height; second++)
                Rows.Write(layout, problem.Output, layout.ChannelsOf(unit), row + second, work.Results + (second * layout.QueryRow), layout.RowLanes, 1, work.Nowhere);
        }
    }

    private static void RunPair(Problem problem, Workspace work, int plane, int row)
    {
        for (var lane = 0; lane < problem.Layout.RowLanes; lane += TLanes.Count)
        {
            TLanes.Store(work.Largest, TLanes.Broadcast(float.MinValue));
            TLanes.Store(work.Largest + TLanes.Count, TLanes.Broadcast(float.MinValue));
            Tile<TLanes, TVector, TGap>.Logits(problem, work, row, lane, work.Largest);
            for (var second = 0; second < 2; second++)
                Softmax(problem, work, plane, row, second, lane);
            WeightedSum(problem.Layout, work, row, lane);
        }
    }

    // Weights are left without the denominator, which divides the result instead: Dh divisions become one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(Problem problem, Workspace work, int plane, int row, int second, int lane)
    {
        var layout = problem.Layout;
        var (first, count) = Tile<TLanes, TVector, TGap>.TakingPart(problem, row, second);
        var logit = work.Logits + (second * layout.TileRow) + (first * layout.KernelSize * TLanes.Count);
        var largest = TLanes.Load(work.Largest + (second * TLanes.Count));
        var sum = TLanes.Broadcast(0);
        for (var left = count * layout.KernelSize; left > 0; left--, logit += TLanes.Count)
        {
            var weight = Exponential<TLanes, TVector>.PowerOf2(TLanes.Subtract(TLanes.Load(logit), largest));
            sum = TLanes.Add(sum, weight);
            TLanes.Store(logit, weight);
        }
        TLanes.Store(work.Factors + (second * TLanes.Count), TLanes.Divide(TLanes.Broadcast(1), sum));
        if (problem.LogSums != 0)
            TLanes.Store(problem.LogSumsOf(plane, row + second) + lane, TLanes.Add(largest, TLanes.Log2(sum)));
    }

    private static void WeightedSum(UnitLayout layout, Workspace work, int row, int lane)
    {
        var (first, count) = Tile<TLanes, TVector, TGap>.Inside(layout, row);
        var keyRow = row - (layout.KernelSize / 2) + first;
        var sum = new WeightedRow
        {
            Weight = work.Logits + (first * layout.KernelSize * TLanes.Count), WeightShift = TLanes.Count, WeightRow = layout.TileRow,
            Value = work.Values + (keyRow * layout.KeyRow) + lane - layout.Reach,
            ValueChannel = layout.KeyPitch, ValueRow = layout.KeyRow,
            Rows = count, Shifts = layout.KernelSize,
            Result = work.Results + lane, ResultChannel = layout.RowLanes, ResultRow = layout.QueryRow,
            Factor = work.Factors,
        };
        WeightedSumLoop<TLanes, TVector, TGap>.Run(sum, layout.HeadDim);
    }
}
