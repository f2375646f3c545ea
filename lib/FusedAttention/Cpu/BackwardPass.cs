using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

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
    public static void Run(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        Tile<TLanes, TVector, TGap>.ReadUnit(problem, work, unit);
        work.Select(head: 0);
        new Span<float>(work.ValueGradients, 2 * work.GradientPart).Clear();
        new Span<float>(work.RowTableGradient, layout.HeadsTogether * layout.TableFloats).Clear();
        new Span<float>(work.ColumnTableGradient, layout.HeadsTogether * layout.TableFloats).Clear();
        for (var row = 0; row < layout.Height; row += 2)
        {
            Tile<TLanes, TVector, TGap>.ReadQueries(problem, work, unit, row);
            Tile<TLanes, TVector, TGap>.ReadPair(problem, work, problem.Output, unit, row, work.OutputGradients, 1);
            for (var head = 0; head < layout.HeadsTogether; head++)
            {
                work.Select(head);
                RunPair(problem, work, (unit * layout.HeadsTogether) + head, row);
            }
            work.Select(head: 0);
            for (var second = 0; problem.Projection is null && second < 2 && row + second < layout.Height; second++)
                Rows.Write(layout, problem.QueryGradient, layout.ChannelsOf(unit), row + second, work.Results + (second * layout.QueryRow), layout.RowLanes, (float)problem.Scale, work.Nowhere);
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

    private static void SoftmaxBackward(Problem problem, Workspace work, int plane, int row, int second, int lane)
    {
        var layout = problem.Layout;
        var window = layout.KernelSize;
        var (first, count) = Tile<TLanes, TVector, TGap>.TakingPart(problem, row, second);
        nint tile = (second * layout.TileRow) + (first * window * TLanes.Count);
        nint place = (second * layout.WeightRow) + (first * window * layout.WeightPitch) + lane;
        var logSum = problem.LogSumsOf(plane, row + second) + lane;
        var mean = WeightsAgain(work.Logits + tile, logSum, work.Products + tile, work.Weights + place, layout.WeightPitch, count * window);
        var rowSums = work.RowSums + (second * window * TLanes.Count);
        if (count < window)
            new Span<float>(rowSums, window * TLanes.Count).Clear();
        for (var index = 0; index < count; index++)
        {
            nint line = index * window;
            var sum = LogitGradients(
                work.Weights + place + (line * layout.WeightPitch), work.Products + tile + (line * TLanes.Count), mean,
                work.LogitGradients + place + (line * layout.WeightPitch), layout.WeightPitch, window);
            TLanes.Store(rowSums + ((first - second + index) * TLanes.Count), sum);
        }
        if (problem.HasPositions)
            ColumnSums(layout, work.LogitGradients + place, count, work.ColumnSums + (second * window * TLanes.Count));
    }

    // Loops stand in methods of their own, without calls, so that the compiler keeps their pointers in registers. Returns Σ P dP.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector WeightsAgain(float* logit, float* logSum, float* product, float* weight, nint pitch, int count)
    {
        var sum = TLanes.Load(logSum);
        var mean = TLanes.Broadcast(0);
        for (; count > 0; count--, logit += TLanes.Count, product += TLanes.Count, weight += pitch)
        {
            var value = Exponential<TLanes, TVector>.PowerOf2(TLanes.Subtract(TLanes.Load(logit), sum));
            mean = TLanes.MultiplyAdd(value, TLanes.Load(product), mean);
            TLanes.Store(weight, value);
        }
        return mean;
    }

    // dS = P (dP − Σ P dP) of one row of the window; returns the row's sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector LogitGradients(float* weight, float* product, TVector mean, float* gradient, nint pitch, int count)
    {
        var sum = TLanes.Broadcast(0);
        for (; count > 0; count--, weight += pitch, product += TLanes.Count, gradient += pitch)
        {
            var value = TLanes.Multiply(TLanes.Load(weight), TLanes.Subtract(TLanes.Load(product), mean));
            sum = TLanes.Add(sum, value);
            TLanes.Store(gradient, value);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ColumnSums(UnitLayout layout, float* gradients, int rows, float* sums)
    {
        nint pitch = layout.KernelSize * layout.WeightPitch;
        for (var shift = 0; shift < layout.KernelSize; shift++, gradients += layout.WeightPitch, sums += TLanes.Count)
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
            Weight = work.RowSums, WeightShift = TLanes.Count, WeightRow = window * TLanes.Count, Value = work.RowTable, ValueChannel = window * TLanes.Count,
            Rows = 1, Shifts = window, Result = work.Results + lane, ResultChannel = layout.RowLanes, ResultRow = layout.QueryRow,
        };
        var columns = rows with { Weight = work.ColumnSums, Value = work.ColumnTable, Result = rows.Result + (half * layout.RowLanes) };
        WeightedSumLoop<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(rows, half);
        WeightedSumLoop<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(columns, half);

        var rowTable = new GatherRow
        {
            Weight = work.RowSums, WeightRow = window * TLanes.Count, WeightKeyRow = TLanes.Count, Given = work.Queries + lane,
            GivenChannel = layout.RowLanes, GivenRow = layout.QueryRow, Shifts = 1,
            Result = work.RowTableGradient, ResultKeyRow = half * TLanes.Count, ResultChannel = TLanes.Count,
        };
        var columnTable = rowTable with { Weight = work.ColumnSums, Given = rowTable.Given + (half * layout.RowLanes), Result = work.ColumnTableGradient };
        GatherLoop<TLanes, TVector, TGap>.Run(rowTable, window, half);
        GatherLoop<TLanes, TVector, TGap>.Run(columnTable, window, half);
    }

    private static void QueryGradients(Problem problem, Workspace work, int row, int lane)
    {
        if (!problem.HasKey)
            return;
        var layout = problem.Layout;
        var (first, count) = Tile<TLanes, TVector, TGap>.Inside(layout, row);
        var keyRow = row - (layout.KernelSize / 2) + first;
        var sum = new WeightedRow
        {
            Weight = work.LogitGradients + (first * layout.KernelSize * layout.WeightPitch) + lane, WeightShift = layout.WeightPitch, WeightRow = layout.WeightRow,
            Value = work.Keys + (keyRow * layout.KeyRow) + lane - layout.Reach,
            ValueChannel = layout.KeyPitch, ValueRow = layout.KeyRow,
            Rows = count, Shifts = layout.KernelSize,
            Result = work.Results + lane, ResultChannel = layout.RowLanes, ResultRow = layout.QueryRow,
            Continues = problem.HasPositions,
        };
        WeightedSumLoop<TLanes, TVector, TGap>.Run(sum, layout.HeadDim);
    }

    private static void GatherGradients(Problem problem, Workspace work, int row, int lane)
    {
        var layout = problem.Layout;
        var (first, count) = Tile<TLanes, TVector, TGap>.Inside(layout, row);
        var keyRow = row - (layout.KernelSize / 2) + first;
        // The query that saw a key by a shift lies that far on the other side of it.
        nint weight = (first * layout.KernelSize * layout.WeightPitch) + lane + layout.Reach;
        nint result = (keyRow * layout.QueryRow) + lane;
        var gather = new GatherRow
        {
            Weight = work.Weights + weight, WeightRow = layout.WeightRow, WeightKeyRow = layout.KernelSize * layout.WeightPitch, WeightShift = layout.WeightPitch - TGap.Value,
            Given = work.OutputGradients + lane + layout.Reach, GivenChannel = layout.RowLanes, GivenRow = layout.QueryRow, Shifts = layout.KernelSize,
            Result = work.ValueGradients + result, ResultKeyRow = layout.QueryRow, ResultChannel = layout.RowLanes,
        };
        GatherLoop<TLanes, TVector, TGap>.Run(gather, count, layout.HeadDim);
        if (!problem.HasKey)
            return;
        gather = gather with { Weight = work.LogitGradients + weight, Given = work.Queries + lane + layout.Reach, Result = work.KeyGradients + result };
        GatherLoop<TLanes, TVector, TGap>.Run(gather, count, layout.HeadDim);
    }

    // The queries carried a factor of scale · log₂ e; keys and tables want scale alone.
    private static void WriteUnit(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        if (problem.Projection is not null)
            Projector<TLanes, TVector>.GiveBack(problem, work, unit);
        else
            WriteMaps(problem, work, layout.ChannelsOf(unit));
        if (!problem.HasPositions)
            return;
        var numbers = layout.KernelSize * (layout.HeadDim / 2);
        for (var head = 0; head < layout.HeadsTogether; head++)
        {
            work.Select(head);
            var to = (float*)problem.TableGradients + (2L * ((unit * layout.HeadsTogether) + head) * numbers);
            for (var index = 0; index < numbers; index++)
            {
                to[index] = Base2.NaturalLogarithmOf2 * TLanes.Sum(TLanes.Load(work.RowTableGradient + (index * TLanes.Count)));
                to[numbers + index] = Base2.NaturalLogarithmOf2 * TLanes.Sum(TLanes.Load(work.ColumnTableGradient + (index * TLanes.Count)));
            }
        }
    }

    private static void WriteMaps(Problem problem, Workspace work, ChannelRange range)
    {
        var layout = problem.Layout;
        for (var row = 0; row < layout.Height; row++)
        {
            var place = row * layout.QueryRow;
            if (problem.HasKey)
                Rows.Write(layout, problem.KeyGradient, range, row, work.KeyGradients + place, layout.RowLanes, Base2.NaturalLogarithmOf2, work.Nowhere);
            Rows.Write(layout, problem.ValueGradient, range, row, work.ValueGradients + place, layout.RowLanes, 1, work.Nowhere);
        }
    }
}
