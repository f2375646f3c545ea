using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Maps of one size side by side with one colour scale and one colour bar.</summary>
/// <remarks>
/// All maps are one heat map with empty rows and columns in between: a figure of many charts would scale the colours of each map by itself,
/// and take a trace and two axes for each.
/// </remarks>
public static class MapGrid
{
    private const int MostMaps = 64;
    private const int MostCells = 40_000;
    private const int RowPixels = 680;

    private const int GapPixels = 12;
    private const int TitlePixels = 26;
    private const int TitleRisePixels = 2;
    private const int BesidePixels = 190;
    private const int AboveAndBelowPixels = 120;
    private const int AxisPixels = 20;
    private const int LinePixels = 18;
    private const int WiderPixels = 40;

    /// <summary>Draws maps of any numbers, such as logits or entries of a table: white is 0, blue more, orange less.</summary>
    /// <param name="maps">[maps, rows, columns], at most 64 maps.</param>
    /// <param name="values">What the colours stand for, with its unit.</param>
    /// <param name="titles">A title for each map; null for none.</param>
    /// <param name="options">Ends of the scale, names of rows and columns, texts and marks; null for none.</param>
    /// <remarks>Maps of more than 40,000 numbers together are drawn as means over square blocks; the text below the chart says so.</remarks>
    public static GenericChart Of(Tensor maps, string values, IReadOnlyList<string>? titles = null, MapGridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ChartRules.Text(values, nameof(values), "say what the colours stand for, with its unit");
        options ??= new MapGridOptions();
        if (maps.ndim != 3 || maps.numel() == 0 || maps.shape[0] > MostMaps)
            throw new ArgumentException($"maps are {Shapes.Text(maps)}, expected [maps, rows, columns] with 1 to {MostMaps} maps of one number or more");
        var (count, rows, columns) = ((int)maps.shape[0], (int)maps.shape[1], (int)maps.shape[2]);
        if (titles is not null && titles.Count != count)
            throw new ArgumentException($"there are {titles.Count} titles for {count} maps: each map needs one");
        using var scope = NewDisposeScope();
        double[][,] tables = [.. Enumerable.Range(0, count).Select(map => maps[map].ToArray2D())];
        foreach (var (map, table) in tables.Index())
            ChartRules.Filled(table, $"map {map}");
        options.Check(count, rows, columns);
        var block = options.HasParts ? 1 : Blocks.Fitting(MostCells, block => count * (long)Blocks.Count(rows, block) * Blocks.Count(columns, block));
        tables = Array.ConvertAll(tables, table => Blocks.Means(table, block));
        var across = Math.Min(count, count > 16 ? 8 : count is 5 or 6 or 9 ? 3 : 4);
        var pixels = options.MapPixels ?? Math.Clamp(RowPixels / across - GapPixels, 110, 340);
        return Draw(tables, titles, across, pixels, CellScale.Of(tables, values, options), block == 1 ? "" : $"means over {block}×{block} numbers; ", options);
    }

    /// <summary>Draws the maps row by row, titles above them where there are some, and below all what is seen; the unit follows.</summary>
    internal static GenericChart Of(IReadOnlyList<double[,]> maps, IReadOnlyList<string>? titles, int across, int mapPixels, CellScale scale, string legend) =>
        Draw(maps, titles, across, mapPixels, scale, $"{legend}; ", new MapGridOptions());

    private static GenericChart Draw(
        IReadOnlyList<double[,]> maps, IReadOnlyList<string>? titles, int across, int mapPixels, CellScale scale, string legend, MapGridOptions options)
    {
        var (rows, columns) = (maps[0].GetLength(0), maps[0].GetLength(1));
        var down = Blocks.Count(maps.Count, across);
        var pixels = (double)mapPixels / Math.Max(rows, columns);
        var (gapX, gapY) = (GapPixels / pixels, (titles is null ? GapPixels : GapPixels + TitlePixels) / pixels);
        var (x, y) = (Edges(across, columns, gapX), Edges(down, rows, gapY));
        var top = (titles is null ? 2 : TitlePixels) / pixels;
        var runs = string.Concat(options.ColumnTitle is { } columnTitle ? $"across: {columnTitle}; " : "", options.RowTitle is { } rowTitle ? $"down: {rowTitle}; " : "");
        // As wide as the maps, so that it does not reach the colour bar.
        var colour = ChartLook.Wrapped($"{runs}{legend}colour: {scale.Title}", (int)(x[^1] * pixels) + WiderPixels);
        var below = options.HasAxes ? 2 : TitlePixels * 1.5 + LinePixels * (colour.Split("<br>").Length - 1);
        var bottom = y[^1] + below / pixels;
        List<GenericChart> layers =
        [
            ChartLook.Squares,
            scale.Bounded(Chart.Heatmap<double, double, double, string>(
                Packed(maps, across, down, scale), Name: scale.Title, ShowLegend: false, X: x, Y: y, ColorScale: scale.Colours, ShowScale: true)),
            Frames(x, y, across, maps.Count, columns, rows),
        ];
        if (!options.HasAxes)
            layers.Add(ChartLook.Texts([x[^1] / 2], [bottom], [colour], StyleParam.TextPosition.TopCenter).Uncut());
        // The middle of a cell of a map.
        (double[] X, double[] Y) Middles(IReadOnlyList<(int Map, int Row, int Column)> cells) => (
            [.. cells.Select(cell => x[cell.Map % across * (columns + 1) + cell.Column] + 0.5)], [.. cells.Select(cell => y[cell.Map / across * (rows + 1) + cell.Row] + 0.5)]);
        if (options.Texts is { } texts)
        {
            (int Map, int Row, int Column)[] cells = [.. from map in Enumerable.Range(0, maps.Count) from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select (map, row, column)];
            var (textX, textY) = Middles(cells);
            layers.Add(ChartLook.Texts(textX, textY, Array.ConvertAll(cells, cell => texts(cell.Map, cell.Row, cell.Column)), StyleParam.TextPosition.MiddleCenter));
        }
        if (options.Marks.Count > 0)
        {
            var (markX, markY) = Middles(options.Marks);
            layers.Add(Chart.Point<double, double, string>(markX, markY, ShowLegend: false, MarkerColor: Palette.Mark));
        }
        if (titles is not null)
        {
            var places = Enumerable.Range(0, maps.Count).ToArray();
            layers.Add(ChartLook.Texts(
                Array.ConvertAll(places, place => place % across * (columns + gapX) + columns / 2.0),
                Array.ConvertAll(places, place => place / across * (rows + gapY) - TitleRisePixels / pixels), [.. titles], StyleParam.TextPosition.TopCenter).Uncut());
        }
        var chart = Chart.Combine(layers).WithoutAxes()
            .WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(0.0, x[^1]))
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(bottom, -top));
        if (options.HasAxes)
        {
            Named(chart, "xaxis", options.ColumnNames, Middles([.. from map in Enumerable.Range(0, Math.Min(across, maps.Count)) from column in Enumerable.Range(0, columns) select (map, 0, column)]).X);
            Named(chart, "yaxis", options.RowNames, Middles([.. from map in Enumerable.Range(0, down) from row in Enumerable.Range(0, rows) select (map * across, row, 0)]).Y);
            chart = chart.WithXAxisStyle<double, double, string>(TitleText: colour);
        }
        return chart.CourseLook((int)(x[^1] * pixels) + BesidePixels, (int)((bottom + top) * pixels) + AboveAndBelowPixels + (options.HasAxes ? AxisPixels : 0));
    }

    // The same names at each map.
    private static void Named(GenericChart chart, string axis, IReadOnlyList<string>? names, double[] places)
    {
        var style = (LinearAxis)GenericChart.getLayout(chart).Properties[axis];
        style.SetProperty("color", ChartLook.Ink);
        style.SetProperty("ticks", "");
        style.SetProperty("tickvals", names is null ? [] : places);
        style.SetProperty("ticktext", names is null ? [] : Array.ConvertAll([.. places.Index()], place => names[place.Index % names.Count]));
    }

    // White cells at a map's border would leave the map without a shape. One line for all, broken between frames.
    private static GenericChart Frames(double[] x, double[] y, int across, int maps, int columns, int rows)
    {
        var (alongX, alongY) = (new List<double>(), new List<double>());
        for (var map = 0; map < maps; map++)
        {
            var (left, top) = (x[map % across * (columns + 1)], y[map / across * (rows + 1)]);
            alongX.AddRange([left, left + columns, left + columns, left, left, double.NaN]);
            alongY.AddRange([top, top, top + rows, top + rows, top, double.NaN]);
        }
        return Chart.Line<double, double, string>(alongX, alongY, ShowLegend: false, LineColor: Palette.Frame, LineWidth: 1);
    }

    // Edges of all cells; the empty cell between two maps is as wide as the gap.
    private static double[] Edges(int maps, int cells, double gap) =>
        [.. from map in Enumerable.Range(0, maps) from cell in Enumerable.Range(0, cells + 1) select Math.Round(map * (cells + gap) + cell, 3)];

    private static double[][] Packed(IReadOnlyList<double[,]> maps, int across, int down, CellScale scale)
    {
        var (rows, columns) = (maps[0].GetLength(0), maps[0].GetLength(1));
        double[][] packed = [.. Enumerable.Range(0, down * (rows + 1) - 1).Select(_ => Enumerable.Repeat(double.NaN, across * (columns + 1) - 1).ToArray())];
        foreach (var (index, map) in maps.Index())
        {
            foreach (var (row, line) in map.Rows(scale.Rounded).Index())
                line.CopyTo(packed[index / across * (rows + 1) + row], index % across * (columns + 1));
        }
        return packed;
    }
}

/// <summary>What a <see cref="MapGrid"/> shows beside its maps.</summary>
public sealed record MapGridOptions
{
    private const int MostTexts = 400;

    /// <summary>The numbers at the ends of the scale; null for the smallest (or 0) and the largest.</summary>
    public (double From, double To)? Scale { get; init; }

    /// <summary>A name for each row; null for none.</summary>
    public IReadOnlyList<string>? RowNames { get; init; }

    /// <summary>A name for each column; null for none.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>What runs down a map, such as <c>query pixel</c>.</summary>
    public string? RowTitle { get; init; }

    /// <summary>What runs across a map, such as <c>key pixel</c>.</summary>
    public string? ColumnTitle { get; init; }

    /// <summary>What is written into a cell, from map, row and column; for maps of 400 cells together at most. Null for nothing.</summary>
    public Func<int, int, int, string>? Texts { get; init; }

    /// <summary>Cells with an orange mark.</summary>
    public IReadOnlyList<(int Map, int Row, int Column)> Marks { get; init; } = [];

    /// <summary>The longer side of a map in pixels; null for what fits on a page.</summary>
    public int? MapPixels { get; init; }

    internal bool HasAxes => (RowNames ?? ColumnNames) is not null;

    // What belongs to single cells, which must then all be there.
    internal bool HasParts => HasAxes || Texts is not null || Marks.Count > 0;

    internal void Check(int maps, int rows, int columns)
    {
        if (RowNames is not null && RowNames.Count != rows)
            throw new ArgumentException($"there are {RowNames.Count} names for {rows} rows: each row needs one");
        if (ColumnNames is not null && ColumnNames.Count != columns)
            throw new ArgumentException($"there are {ColumnNames.Count} names for {columns} columns: each column needs one");
        if (Scale is var (from, to) && !(from < to))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Scale is ({from}, {to}): it must rise"));
        if (Texts is not null && (long)maps * rows * columns > MostTexts)
            throw new ArgumentException($"there are {maps} maps of {rows}×{columns}: texts can be read in {MostTexts} cells at most");
        if (MapPixels is <= 0)
            throw new ArgumentException($"MapPixels is {MapPixels}: it must be above 0");
        foreach (var (map, row, column) in Marks)
        {
            if (map < 0 || map >= maps || row < 0 || row >= rows || column < 0 || column >= columns)
                throw new ArgumentException($"the mark ({map}, {row}, {column}) is outside of {maps} maps of {rows}×{columns}");
        }
    }
}

/// <summary>How the numbers of maps are multiplied, rounded and coloured; large maps take few digits, so that a notebook stays small.</summary>
internal sealed record CellScale(double Factor, int Digits, string Title, StyleParam.Colorscale Colours)
{
    // Above this many cells a number has two digits.
    private const int MostExactCells = 4096;

    /// <summary>The numbers at the ends of the colours; null for the smallest and the largest that occur.</summary>
    public (double From, double To)? Ends { get; private init; }

    public double Rounded(double number) => Math.Round(number * Factor, Digits);

    /// <summary>Gives a map the ends of the scale.</summary>
    public GenericChart Bounded(GenericChart map)
    {
        if (Ends is not var (from, to))
            return map;
        var trace = GenericChart.getTraces(map).Single();
        trace.SetProperty("zmin", from);
        trace.SetProperty("zmax", to);
        return map;
    }

    /// <summary>For any numbers: white is 0.</summary>
    public static CellScale Of(IReadOnlyList<double[,]> maps, string title, MapGridOptions options)
    {
        var (smallest, largest) = (maps.Min(map => map.Range().Smallest), maps.Max(map => map.Range().Largest));
        var (from, to) = options.Scale ?? (Math.Min(0, smallest), Math.Max(largest, smallest < 0 ? 0 : double.MinValue));
        if (from >= to)
            to = from + 1;
        var most = Math.Max(Math.Abs(from), Math.Abs(to));
        var digits = Math.Clamp((maps.Sum(map => map.Length) > MostExactCells ? 1 : 2) - (int)Math.Floor(Math.Log10(most)), 0, 10);
        var colours = from < 0 ? Palette.Around0(from / most, to / most) : Palette.From0(from, to, underText: options.Texts is not null);
        return new CellScale(1, digits, title, colours) { Ends = (from, to) };
    }

    /// <summary>For attention weights: themselves with three digits, or in percent of the largest.</summary>
    public static CellScale OfWeights(IReadOnlyList<double[,]> maps, bool underText = false)
    {
        var (smallest, largest) = (maps.Min(map => map.Range().Smallest), maps.Max(map => map.Range().Largest));
        var scale = Palette.From0(smallest, largest, underText);
        if (maps.Sum(map => map.Length) > MostExactCells && largest > 0)
            return new CellScale(100 / largest, 0, $"attention weight, % of the largest ({largest.ToString("G3", CultureInfo.InvariantCulture)})", scale);
        var digits = largest > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 2, 8) : 2;
        return new CellScale(1, digits, "attention weight", scale);
    }

    /// <summary>For so many cells of cosines: white is 0, whatever the numbers are.</summary>
    public static CellScale OfCosines(double[,] cosines, int cells)
    {
        var (smallest, largest) = cosines.Range();
        var colours = Palette.Around0(smallest, largest);
        return cells > MostExactCells ? new CellScale(100, 0, "cosine similarity, %", colours) : new CellScale(1, 2, "cosine similarity", colours);
    }
}
