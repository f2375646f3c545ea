using Plotly.NET;
using Plotly.NET.CSharp;
using static Plotly.NET.StyleParam;
using Chart = Plotly.NET.CSharp.Chart;

namespace Bundled.Plotly.NET.Tests;

/// <summary>A chart of every kind.</summary>
internal static class ChartCases
{
    private static readonly int[] Steps = [1, 2, 3, 4];
    private static readonly double[] Losses = [0.1, 0.30000000000000004, double.NaN, double.PositiveInfinity];
    private static readonly float[] Shares = [0.1f, 0.2f, 0.7f];
    private static readonly string[] Names = ["cat", "dog", "bird"];
    private static readonly double[] Samples = [1, 2, 2, 3, 3, 3, 9];
    private static readonly double[][] Table = [[0, 0.5, 1], [1, 0.25, 0]];
    private static readonly string[][] Cells = [["a", "b", "c"], ["d", "<e>", "f"]];
    private static readonly int[][][] Pixels = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]];
    private static readonly int[] Sizes = [10, 20, 30, 40];
    private static readonly Color Blue = Color.fromHex("#0072b2");

    public static IReadOnlyList<ChartCase> All { get; } =
    [
        new("line", Chart.Line<int, double, string>(Steps, Losses, ShowMarkers: true, Name: "loss", LineColor: Blue, LineWidth: 2, LineDash: DrawingStyle.Dash, MarkerSymbol: MarkerSymbol.Square), ".scatterlayer .point", 2, "0.1"),
        new("point", Chart.Point<int, float, string>([1, 2, 3], Shares, MultiText: Names, MarkerColor: Color.fromRGB(213, 94, 0)), ".scatterlayer .point", 3, "cat"),
        new("scatter", Chart.Scatter<int, float, string>([1, 2, 3], Shares, Mode.Lines_Markers_Text, MultiText: Names, TextPosition: TextPosition.TopCenter, Fill: Fill.ToZero_y, FillColor: Color.fromARGB(51, 0, 114, 178)), ".scatterlayer .textpoint", 3, "cat"),
        new("spline", Chart.Spline<int, float, string>([1, 2, 3], Shares, Smoothing: 1.2), ".scatterlayer path.js-line", 1, "0.1"),
        new("bubble", Chart.Bubble<int, int, string>(Steps, Steps, Sizes, MarkerSymbol: MarkerSymbol.NewModified(MarkerSymbol.Circle, SymbolStyle.Open)), ".scatterlayer .point", 4, "1"),
        new("area", Chart.Area<int, float, string>([1, 2, 3], Shares), ".scatterlayer .js-fill", 1, "0.1"),
        new("bar", Chart.Bar<float, string, string>(Shares, Names, MarkerColor: Blue), ".barlayer .point", 3, "cat"),
        new("stacked-bar", Chart.Combine([Chart.StackedBar<float, string, string>(Shares, Names, Name: "a"), Chart.StackedBar<float, string, string>(Shares, Names, Name: "b")]), ".barlayer .point", 6, "cat"),
        new("column", Chart.Column<float, string, string>(Shares, Names, MarkerPatternShape: PatternShape.DiagonalAscending), ".barlayer .point", 3, "cat"),
        new("stacked-column", Chart.Combine([Chart.StackedColumn<float, string, string>(Shares, Names, Name: "a"), Chart.StackedColumn<float, string, string>(Shares, Names, Name: "b")]), ".barlayer .point", 6, "cat"),
        new("histogram", Chart.Histogram<double, double, string>(X: Samples, NBinsX: 3, HistNorm: HistNorm.Percent), ".barlayer .point", 2, null),
        new("box-plot", Chart.BoxPlot<string, double, string>(Y: Samples, Name: "seeds", BoxPoints: BoxPoints.All, BoxMean: BoxMean.SD), ".boxlayer .point", 7, null),
        new("violin", Chart.Violin<string, double, string>(Y: Samples, Name: "seeds", ShowBox: true, Span: StyleParam.Range.NewMinMax(0.0, 10.0), SpanMode: SpanMode.Manual), ".violinlayer path.violin", 1, null),
        new("heatmap", Chart.Heatmap<double, string, string, string>(Table, X: Names, Y: new[] { "q", "k" }, ColorScale: Colorscale.Viridis, ReverseYAxis: true, ZSmooth: SmoothAlg.False), ".heatmaplayer .hm image", 1, "0.5"),
        new("annotated-heatmap", Chart.AnnotatedHeatmap<double, string, string, string>(Table, Cells, X: Names, ColorScale: Colorscale.NewCustom([Tuple.Create(0.0, Color.fromHex("#ffffff")), Tuple.Create(1.0, Blue)])), ".heatmaplayer .heatmap-label", 6, "0.5"),
        new("image", Chart.Image<string>(Z: Pixels, ColorModel: ColorModel.RGB), ".imagelayer image", 1, "0"),
        new("contour", Chart.Contour<double, int, int, string>(Table, NContours: 4, ContoursColoring: ContourColoring.Lines), ".contourlayer .contourlines path", 2, "0.5"),
        new("surface", Chart.Surface<double, int, int, string>(Table, ColorScale: Colorscale.Cividis, ShowScale: false), ".gl-container canvas", 1, null),
        new("scatter3d", Chart.Scatter3D<int, int, int, string>(Steps, Steps, Steps, Mode.Markers, MarkerSymbol: MarkerSymbol3D.DiamondOpen), ".gl-container canvas", 1, null),
        new("pie", Chart.Pie<float, string, string>(Shares, Labels: Names, SectionColors: new[] { Blue, Color.fromString("orange"), Color.fromString("grey") }, TextInfo: TextInfo.Percent), ".pielayer .slice", 3, "bird"),
        new("doughnut", Chart.Doughnut<float, string, string>(Shares, Labels: Names, Hole: 0.5), ".pielayer .slice", 3, "bird"),
        new("combine", Chart.Combine([Chart.Line<int, int, string>(Steps, Steps, Name: "a"), Chart.Point<int, int, string>(Steps, Steps, Name: "b")]), ".scatterlayer .trace", 2, "1"),
        new("grid", Chart.Grid([Chart.Line<int, int, string>(Steps, Steps), Chart.Pie<float, string, string>(Shares, Labels: Names), Chart.Heatmap<double, string, string, string>(Table), Chart.Surface<double, int, int, string>(Table)], 2, 2, SubPlotTitles: new[] { "a", "b", "c", "d" }), ".infolayer .annotation", 4, "1"),
        new("coupled-grid", Chart.Grid([Chart.Point<int, int, string>(Steps, Steps), Chart.Invisible(), Chart.Point<int, int, string>(Steps, Steps), Chart.Point<int, int, string>(Steps, Steps)], 2, 2, Pattern: LayoutGridPattern.Coupled, RowOrder: LayoutGridRowOrder.BottomToTop), ".scatterlayer .point", 12, "1"),
        new("single-stack", Chart.SingleStack([Chart.Point<int, int, string>(Steps, Steps), Chart.Point<int, int, string>(Steps, Steps)]), ".scatterlayer .point", 8, "1"),
        new("styles", Styled(), ".legend .traces", 2, "1"),
        new("empty", Chart.Line<double, double, string>([], []), ".xaxislayer-above, .yaxislayer-above", 2, null),
    ];

    private static GenericChart Styled()
    {
        return Chart.Combine([Chart.Point<int, int, string>(Steps, Steps), Chart.Point<int, int, string>(Steps, Sizes)])
            .WithTraceInfo(Name: "run", ShowLegend: true, LegendGroup: "g")
            .WithXAxisStyle<int, int, string>(TitleText: "step", MinMax: Tuple.Create(0, 5), ShowGrid: true, Mirror: Mirror.AllTicks)
            .WithYAxisStyle<double, double, string>(TitleText: "loss, nats", AxisType: AxisType.Log, ZeroLine: false, Side: Side.Right)
            .WithLegendStyle(Orientation: Orientation.Horizontal, X: 0.5, XAnchor: XAnchorPosition.Center, BGColor: Color.fromString("white"))
            .WithSize(Width: 500, Height: 300);
    }
}
