namespace FusedAttention.Cpu;

/// <summary>What both passes share: keys and tables brought to scratch memory, and the logits of two query rows over one vector of pixels.</summary>
internal static unsafe class Tile<TLanes, TVector, TGap>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TGap : struct, IConstant
{
    /// <summary>Zeros and −∞ for <see cref="Border.Mask"/>: once a call.</summary>
    public static void PrepareMask(Problem problem, Workspace work)
    {
        if (problem.Border != Border.Mask)
            return;
        var layout = problem.Layout;
        var side = layout.KernelSize / 2;
        for (var lane = 0; lane < layout.Width * layout.Gap; lane++)
        {
            for (var shift = 0; shift < layout.KernelSize; shift++)
            {
                var column = (lane / layout.Gap) + shift - side;
                var vector = (lane / TLanes.Count * layout.KernelSize) + shift;
                if (column < 0 || column >= layout.Width)
                    work.Mask[(vector * TLanes.Count) + (lane % TLanes.Count)] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>Keys, values and tables of all heads of a unit, and the queries where they are projected.</summary>
    public static void ReadUnit(Problem problem, Workspace work, int unit)
    {
        var layout = problem.Layout;
        work.Select(head: 0);
        if (problem.Projection is not null)
        {
            Projector<TLanes, TVector>.Project(problem, work, unit);
        }
        else
        {
            for (var row = 0; row < layout.Height; row++)
            {
                var place = row * layout.KeyRow;
                if (problem.HasKey)
                    Rows.Read(layout, problem.Key, layout.ChannelsOf(unit), row, work.Keys + place, layout.KeyPitch, 1, work.Nothing);
                Rows.Read(layout, problem.Value, layout.ChannelsOf(unit), row, work.Values + place, layout.KeyPitch, 1, work.Nothing);
            }
        }
        if (!problem.HasPositions)
            return;
        var halfTable = layout.KernelSize * (layout.HeadDim / 2);
        for (var head = 0; head < layout.HeadsTogether; head++)
        {
            var place = problem.TablesPerHead ? (layout.FirstHead(unit) + head) * halfTable : 0;
            work.Select(head);
            ReadTable(layout, (float*)problem.RowTable + place, work.RowTable);
            ReadTable(layout, (float*)problem.ColumnTable + place, work.ColumnTable);
        }
    }

    /// <summary>Two rows of queries of all heads.</summary>
    public static void ReadQueries(Problem problem, Workspace work, int unit, int row)
    {
        work.Select(head: 0);
        work.SelectRow(row);
        if (problem.Projection is null)
            ReadPair(problem, work, problem.Query, unit, row, work.Queries, problem.QueryFactor);
    }

    /// <summary>Two rows of queries, or of a gradient, of all heads; a second row below the image is zeros.</summary>
    public static void ReadPair(Problem problem, Workspace work, in MapView map, int unit, int row, float* to, float factor)
    {
        var layout = problem.Layout;
        Rows.Read(layout, map, layout.ChannelsOf(unit), row, to, layout.RowLanes, factor, work.Nothing);
        var second = to + layout.QueryRow;
        if (row + 1 < layout.Height)
            Rows.Read(layout, map, layout.ChannelsOf(unit), row + 1, second, layout.RowLanes, factor, work.Nothing);
        else
            new Span<float>(second, layout.QueryRow).Clear();
    }

    /// <summary>The logits (base 2) of query rows <paramref name="row"/> and row + 1, at the vector of pixels that begins at a lane.</summary>
    /// <param name="problem">The call.</param>
    /// <param name="work">Scratch memory; the logits and, unless null is given, their largest are put there.</param>
    /// <param name="row">First of the two query rows.</param>
    /// <param name="lane">First lane.</param>
    /// <param name="largest">Where the largest logit of each pixel is kept, or null.</param>
    public static void Logits(Problem problem, Workspace work, int row, int lane, float* largest)
    {
        var layout = problem.Layout;
        var (window, vector) = (layout.KernelSize, TLanes.Count);
        var mask = problem.Border == Border.Mask ? work.Mask + (lane * window) : null;
        var dot = new DotRow
        {
            Query = work.Queries + lane, QueryChannel = layout.RowLanes, QueryRow = layout.QueryRow,
            KeyChannel = window * vector, KeyRows = 1, Channels = layout.HeadDim / 2,
        };
        if (problem.HasPositions)
        {
            // q·r splits into k products with rows and k with columns, which k² logits share.
            var term = dot with { Key = work.RowTable, Sum = work.RowTerms, SumRow = window * vector };
            DotLoop<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(term, first: 0, rows: 2, window);
            term = term with { Query = dot.Query + (layout.HeadDim / 2 * layout.RowLanes), Key = work.ColumnTable, Sum = work.ColumnTerms, Start = mask };
            DotLoop<TLanes, TVector, WholeVector<TLanes, TVector>>.Run(term, first: 0, rows: 2, window);
            dot.Start = work.ColumnTerms;
            dot.StartRow = window * vector;
        }
        else
        {
            dot.Start = mask;
        }
        dot.Key = work.Keys + lane - layout.Reach;
        dot.KeyChannel = layout.KeyPitch;
        dot.Largest = largest;
        EachKeyRow(problem, dot, row, !problem.HasKey ? 0 : layout.HeadDim, work.Logits, problem.HasPositions ? work.RowTerms : null);
    }

    /// <summary>The dot products with every key row that one of two query rows sees.</summary>
    /// <param name="problem">The call.</param>
    /// <param name="dot">Query, key (row 0 of the image), start.</param>
    /// <param name="row">First of the two query rows.</param>
    /// <param name="channels">Channels to sum over.</param>
    /// <param name="sums">Where the sums go, [2][key row][shift] vectors.</param>
    /// <param name="rowTerms">[2][offset] vectors, or null.</param>
    public static void EachKeyRow(Problem problem, DotRow dot, int row, int channels, float* sums, float* rowTerms)
    {
        var layout = problem.Layout;
        var (window, vector) = (layout.KernelSize, TLanes.Count);
        var key = dot.Key;
        dot.SumRow = layout.TileRow;
        dot.KeyRow = layout.KeyRow;
        dot.SumKeyRow = window * vector;
        var (inside, count) = Inside(layout, row);
        // The first key row is in the window of the first query row alone, the last in that of the second alone; rows outside have no channels.
        for (var index = 0; index <= window; index += dot.KeyRows)
        {
            var isInside = index >= inside && index < inside + count;
            var end = isInside ? inside + count : index < inside ? inside : window + 1;
            var isShared = index > 0 && index < window;
            dot.KeyRows = isShared ? Math.Min(end, window) - index : 1;
            if (!isInside && problem.Border == Border.Mask)
                continue;
            dot.Channels = isInside ? channels : 0;
            dot.Key = key + ((row - (window / 2) + index) * layout.KeyRow);
            dot.Sum = sums + (index * window * vector);
            if (rowTerms != null)
            {
                dot.Offset0 = rowTerms + (index * vector);
                dot.Offset1 = rowTerms + ((window + index - 1) * vector);
            }
            DotLoop<TLanes, TVector, TGap>.Run(dot, first: index == window ? 1 : 0, rows: isShared ? 2 : 1, window);
        }
    }

    /// <summary>The key rows inside the image that two query rows see, counted from the first one's top.</summary>
    public static (int First, int Count) Inside(UnitLayout layout, int row)
    {
        var top = row - (layout.KernelSize / 2);
        var first = Math.Max(0, -top);
        return (first, Math.Min(layout.KernelSize + 1, layout.Height - top) - first);
    }

    /// <summary>The key rows that take part in the softmax of one of the two query rows, counted from the first one's top.</summary>
    public static (int First, int Count) TakingPart(Problem problem, int row, int second)
    {
        var (first, end) = (second, second + problem.Layout.KernelSize);
        if (problem.Border == Border.Mask)
        {
            var (inside, count) = Inside(problem.Layout, row);
            (first, end) = (Math.Max(first, inside), Math.Min(end, inside + count));
        }
        return (first, Math.Max(0, end - first));
    }

    private static void ReadTable(UnitLayout layout, float* table, float* to)
    {
        for (var channel = 0; channel < layout.HeadDim / 2; channel++)
        {
            for (var offset = 0; offset < layout.KernelSize; offset++, to += TLanes.Count)
                TLanes.Store(to, TLanes.Broadcast(table[(offset * (layout.HeadDim / 2)) + channel]));
        }
    }
}
