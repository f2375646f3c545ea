namespace Plotly.NET.CSharp;

public static partial class Chart
{
    private const double UsualGap = 0.15;

    /// <summary>Several charts in rows and columns.</summary>
    /// <param name="gCharts">The charts, row by row.</param>
    /// <param name="nRows">Rows of the grid.</param>
    /// <param name="nCols">Columns of the grid.</param>
    /// <param name="SubPlotTitles">A title above each chart.</param>
    /// <param name="SubPlotTitleOffset">How far above, share of the figure's height.</param>
    /// <param name="RowOrder">Where the first row lies; at the top where left out.</param>
    /// <param name="Pattern">Whether charts of a row or column share axes; they do not where left out.</param>
    /// <param name="XGap">Share of a cell between columns, 0 to 1.</param>
    /// <param name="YGap">Share of a cell between rows, 0 to 1.</param>
    /// <exception cref="ArgumentException">No charts, or more than the grid has cells.</exception>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<double> SubPlotTitleOffset = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default)
    {
        ArgumentNullException.ThrowIfNull(gCharts);
        var charts = gCharts.ToArray();
        if (charts.Length == 0 || nRows < 1 || nCols < 1 || charts.Length > (long)nRows * nCols)
            throw new ArgumentException($"{charts.Length} charts do not fit a grid of {nRows} rows and {nCols} columns");
        var grid = new GridBuilder(
            nRows,
            nCols,
            XGap.OrElse(UsualGap),
            YGap.OrElse(UsualGap),
            fromBottom: RowOrder.IsSome && ReferenceEquals(RowOrder.Value, StyleParam.LayoutGridRowOrder.BottomToTop),
            coupled: Pattern.IsSome && ReferenceEquals(Pattern.Value, StyleParam.LayoutGridPattern.Coupled));
        var titles = SubPlotTitles.IsSome ? SubPlotTitles.Value.ToArray() : [];
        for (var place = 0; place < charts.Length; place++)
            grid.Add(charts[place], place, place < titles.Length ? titles[place] : null, SubPlotTitleOffset.OrElse(0));
        return grid.Chart;
    }

    /// <summary>Several charts below each other.</summary>
    /// <param name="gCharts">The charts, from the top.</param>
    /// <param name="SubPlotTitles">A title above each chart.</param>
    /// <param name="SubPlotTitleOffset">How far above, share of the figure's height.</param>
    /// <param name="RowOrder">Where the first row lies; at the top where left out.</param>
    /// <param name="Pattern">Whether the charts share their x axis; they do not where left out.</param>
    /// <param name="XGap">Share of a cell between columns, 0 to 1.</param>
    /// <param name="YGap">Share of a cell between rows, 0 to 1.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static GenericChart SingleStack(
        IEnumerable<GenericChart> gCharts,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<double> SubPlotTitleOffset = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default)
    {
        ArgumentNullException.ThrowIfNull(gCharts);
        var charts = gCharts.ToArray();
        return Grid(charts, charts.Length, 1, SubPlotTitles, SubPlotTitleOffset, RowOrder, Pattern, XGap, YGap);
    }
}
