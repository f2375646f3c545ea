using System.Runtime.CompilerServices;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>The gradients of one unit. Weights are computed again from the logits and the logarithm of their sum.</summary>
/// <remarks>
/// With P the weights and dO the gradient that arrives: dP = dO·V, D = Σ P dP, dS = P (dP − D), dQ = Σ dS K, dK = Σ dS Q, dV = Σ P dO.
/// The sums of dS over the rows and over the columns of a window give the gradients of the position term.
/// </remarks>
internal static unsafe class BackwardPass<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    private const float NaturalLogarithmOf2 = 0.693147181f;

    public static void Run(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        Tile<TLanes, TVector, TGap>.ReadUnit(problem, work, unit);
        work.Select(head: 0);
        new Span<float>(work.KeyGradients, layout.KeyFloats).Clear();
        new Span<float>(work.ValueGradients, layout.KeyFloats).Clear();
        new Span<float>(work.RowTableGradient, layout.HeadsTogether * layout.TableFloats).Clear();
        new Span<float>(work.ColumnTableGradient, layout.HeadsTogether * layout.TableFloats).Clear();
        for (var row = 0; row < layout.Height; row += 2)
        {
            work.Select(head: 0);
            Tile<TLanes, TVector, TGap>.ReadPair(problem, work, problem.Query, unit, row, work.Queries, problem.QueryFactor);
            Tile<TLanes, TVector, TGap>.ReadPair(problem, work, problem.Output, unit, row, work.OutputGradients, 1);
            for (var head = 0; head < layout.HeadsTogether; head++)
            {
                work.Select(head);
                RunPair(problem, work, (unit * layout.HeadsTogether) + head, row);
            }
            work.Select(head: 0);
            for (var second = 0; second < 2 && row + second < layout.Height; second++)
                Rows.Write(layout, problem.QueryGradient, unit, row + second, work.Results + (second * layout.QueryRow), layout.RowLanes, (float)problem.Scale, work.Nowhere);
        }
        WriteUnit(problem, work, unit);
    }

    private static void RunPair(Problem problem, Workspace work, int plane, int row)
    {
        var layout = problem.Layout;
        for (var lane = 0; lane < layout.RowLanes; lane += TLanes.Count)
        {
            Tile<TLanes, TVector, TGap>.Logits(problem, work, row, lane, largest: null);
            WeightGradients(problem, work, row, lane);
            for (var second = 0; second < 2; second++)
                SoftmaxBackward(problem, work, plane, row, second, lane);
            if (problem.HasPositions)
                PositionGradients(layout, work, lane);
            QueryGradients(problem, work, row, lane);
        }
        for (var lane = 0; lane < layout.RowLanes; lane += TLanes.Count)
            GatherGradients(problem, work, row, lane);
    }

    // dP = dO·V; a row outside the image has value 0.
    private static void WeightGradients(Problem problem, Workspace work, int row, int lane)
    {
        var layout = problem.Layout;
        var dot = new DotRow
        {
            Query = work.OutputGradients + lane, QueryChannel = layout.RowLanes, QueryRow = layout.QueryRow,
            Key = work.Values + lane - layout.Reach, KeyChannel = layout.KeyPitch,
        };
        Tile<TLanes, TVector, TGap>.EachKeyRow(problem, dot, row, layout.HeadDim, work.Products, rowTerms: null);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward(Problem problem, Workspace work, int plane, int row, int second, int lane)
    {
        var layout = problem.Layout;
        var window = layout.KernelSize;
        var (first, count) = Tile<TLanes, TVector, TGap>.TakingPart(problem, row, second);
        nint start = (second * layout.TileRow) + (first * window * TLanes.Count);
        var weight = work.Logits + start;
        var product = work.Products + start;
        var logSum = TLanes.Load(problem.LogSumsOf(plane, row + second) + lane);
        var mean = TLanes.Broadcast(0);
        for (var left = count * window; left > 0; left--, weight += TLanes.Count, product += TLanes.Count)
        {
            var value = Exponential<TLanes, TVector>.PowerOf2(TLanes.Subtract(TLanes.Load(weight), logSum));
            mean = TLanes.MultiplyAdd(value, TLanes.Load(product), mean);
            TLanes.Store(weight, value);
        }

        weight = work.Logits + start;
        product = work.Products + start;
        nint moved = (second * layout.MovedRow) + (first * window * layout.MovedPitch) + lane - layout.Reach;
        nint step = layout.MovedPitch + TGap.Value;
        nint back = window * TGap.Value;
        var movedWeight = work.MovedWeights + moved;
        var movedGradient = work.MovedGradients + moved;
        if (count < window)
            new Span<float>(work.RowSums + (second * window * TLanes.Count), window * TLanes.Count).Clear();
        var rowSum = work.RowSums + (((second * window) + first - second) * TLanes.Count);
        for (var rows = count; rows > 0; rows--, movedWeight -= back, movedGradient -= back, rowSum += TLanes.Count)
        {
            var sum = TLanes.Broadcast(0);
            for (var shifts = window; shifts > 0; shifts--, weight += TLanes.Count, product += TLanes.Count, movedWeight += step, movedGradient += step)
            {
                var value = TLanes.Load(weight);
                var gradient = TLanes.Multiply(value, TLanes.Subtract(TLanes.Load(product), mean));
                sum = TLanes.Add(sum, gradient);
                TLanes.Store(product, gradient);
                TLanes.Store(movedWeight, value);
                TLanes.Store(movedGradient, gradient);
            }
            TLanes.Store(rowSum, sum);
        }
        if (problem.HasPositions)
            ColumnSums(work.Products + start, count, window, work.ColumnSums + (second * window * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ColumnSums(float* gradients, int rows, int window, float* sums)
    {
        nint pitch = window * TLanes.Count;
        for (var shift = 0; shift < window; shift++, gradients += TLanes.Count, sums += TLanes.Count)
        {
            var sum = TLanes.Broadcast(0);
            var gradient = gradients;
            for (var row = 0; row < rows; row++, gradient += pitch)
                sum = TLanes.Add(sum, TLanes.Load(gradient));
            TLanes.Store(sums, sum);
        }
    }

    // The position term's part of dQ, and the gradients of both tables.
    private static void PositionGradients(UnitLayout layout, Workspace work, int lane)
    {
        var (window, half) = (layout.KernelSize, layout.HeadDim / 2);
        var rows = new WeightedRow
        {
            Weight = work.RowSums, WeightRow = window * TLanes.Count, Value = work.RowTable, ValueChannel = window * TLanes.Count,
            Rows = 1, Shifts = window, Result = work.Results + lane, ResultChannel = layout.RowLanes, ResultRow = layout.QueryRow,
        };
        var columns = rows with { Weight = work.ColumnSums, Value = work.ColumnTable, Result = rows.Result + (half * layout.RowLanes) };
        WeightedSumKernel<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(rows, half);
        WeightedSumKernel<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(columns, half);

        var rowTable = new GatherRow
        {
            Weight = work.RowSums, WeightRow = window * TLanes.Count, WeightKeyRow = TLanes.Count, Given = work.Queries + lane,
            GivenChannel = layout.RowLanes, GivenRow = layout.QueryRow, Shifts = 1,
            Result = work.RowTableGradient, ResultKeyRow = half * TLanes.Count, ResultChannel = TLanes.Count,
        };
        var columnTable = rowTable with { Weight = work.ColumnSums, Given = rowTable.Given + (half * layout.RowLanes), Result = work.ColumnTableGradient };
        GatherKernel<TLanes, TVector, TGap>.Run(rowTable, window, half);
        GatherKernel<TLanes, TVector, TGap>.Run(columnTable, window, half);
    }

    private static void QueryGradients(Problem problem, Workspace work, int row, int lane)
    {
        if (problem.Key is null)
            return;
        var layout = problem.Layout;
        var (first, count) = Tile<TLanes, TVector, TGap>.Inside(layout, row);
        var keyRow = row - (layout.KernelSize / 2) + first;
        var sum = new WeightedRow
        {
            Weight = work.Products + (first * layout.KernelSize * TLanes.Count), WeightRow = layout.TileRow,
            Value = work.Keys + (keyRow * layout.KeyRow) + lane - layout.Reach,
            ValueChannel = layout.KeyPitch, ValueRow = layout.KeyRow,
            Rows = count, Shifts = layout.KernelSize,
            Result = work.Results + lane, ResultChannel = layout.RowLanes, ResultRow = layout.QueryRow,
            Continues = problem.HasPositions,
        };
        WeightedSumKernel<TLanes, TVector, TGap>.Run(sum, layout.HeadDim);
    }

    private static void GatherGradients(Problem problem, Workspace work, int row, int lane)
    {
        var layout = problem.Layout;
        var (first, count) = Tile<TLanes, TVector, TGap>.Inside(layout, row);
        var keyRow = row - (layout.KernelSize / 2) + first;
        nint weight = (first * layout.KernelSize * layout.MovedPitch) + lane;
        nint result = (keyRow * layout.QueryRow) + lane;
        var gather = new GatherRow
        {
            Weight = work.MovedWeights + weight, WeightRow = layout.MovedRow, WeightKeyRow = layout.KernelSize * layout.MovedPitch, WeightShift = layout.MovedPitch,
            Given = work.OutputGradients + lane + layout.Reach, GivenChannel = layout.RowLanes, GivenRow = layout.QueryRow, Shifts = layout.KernelSize,
            Result = work.ValueGradients + result, ResultKeyRow = layout.QueryRow, ResultChannel = layout.RowLanes,
        };
        GatherKernel<TLanes, TVector, TGap>.Run(gather, count, layout.HeadDim);
        if (problem.Key is null)
            return;
        gather = gather with { Weight = work.MovedGradients + weight, Given = work.Queries + lane + layout.Reach, Result = work.KeyGradients + result };
        GatherKernel<TLanes, TVector, TGap>.Run(gather, count, layout.HeadDim);
    }

    // The queries carried a factor of scale · log₂ e; keys and tables want scale alone.
    private static void WriteUnit(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        for (var row = 0; row < layout.Height; row++)
        {
            var place = row * layout.QueryRow;
            if (problem.Key is not null)
                Rows.Write(layout, problem.KeyGradient, unit, row, work.KeyGradients + place, layout.RowLanes, NaturalLogarithmOf2, work.Nowhere);
            Rows.Write(layout, problem.ValueGradient, unit, row, work.ValueGradients + place, layout.RowLanes, 1, work.Nowhere);
        }
        if (!problem.HasPositions)
            return;
        var numbers = layout.KernelSize * (layout.HeadDim / 2);
        for (var head = 0; head < layout.HeadsTogether; head++)
        {
            work.Select(head);
            var to = (float*)problem.TableGradients + (2L * ((unit * layout.HeadsTogether) + head) * numbers);
            for (var index = 0; index < numbers; index++)
            {
                to[index] = NaturalLogarithmOf2 * TLanes.Sum(TLanes.Load(work.RowTableGradient + (index * TLanes.Count)));
                to[numbers + index] = NaturalLogarithmOf2 * TLanes.Sum(TLanes.Load(work.ColumnTableGradient + (index * TLanes.Count)));
            }
        }
    }
}
