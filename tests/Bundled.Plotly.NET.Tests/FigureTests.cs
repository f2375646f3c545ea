using System.Text.Json;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using Chart = Plotly.NET.CSharp.Chart;

namespace Bundled.Plotly.NET.Tests;

public class FigureTests
{
    private static readonly double[] Numbers = [1, 2.5, double.NaN, double.PositiveInfinity];
    private static readonly int[] Places = [1, 2, 3, 4];
    private static readonly double[][] Ragged = [[1, 2], [3]];
    private static readonly double[][] Square = [[1, 2], [3, 4]];
    private static readonly string[][] Texts = [["a", "<b>"], ["c", "d"]];
    private static readonly string[][] OneText = [["a"]];

    [Fact]
    public void A_line_becomes_a_scatter_trace_and_what_is_no_number_becomes_null()
    {
        var figure = Figure(Chart.Line<int, double, string>(Places, Numbers, ShowMarkers: true, Name: "loss", LineColor: Color.fromHex("#0072b2"), LineDash: StyleParam.DrawingStyle.Dash));
        var trace = figure.GetProperty("data")[0];
        Assert.Equal("scatter", trace.GetProperty("type").GetString());
        Assert.Equal("lines+markers", trace.GetProperty("mode").GetString());
        Assert.Equal("[1,2,3,4]", trace.GetProperty("x").GetRawText());
        Assert.Equal("[1,2.5,null,null]", trace.GetProperty("y").GetRawText());
        Assert.Equal("#0072b2", trace.GetProperty("line").GetProperty("color").GetString());
        Assert.Equal("dash", trace.GetProperty("line").GetProperty("dash").GetString());
    }

    [Fact]
    public void A_heat_map_keeps_its_rows_and_can_put_row_0_at_the_top()
    {
        var figure = Figure(Chart.Heatmap<double, string, string, string>(Square, ColorScale: StyleParam.Colorscale.Viridis, ReverseYAxis: true));
        Assert.Equal("[[1,2],[3,4]]", figure.GetProperty("data")[0].GetProperty("z").GetRawText());
        Assert.Equal("Viridis", figure.GetProperty("data")[0].GetProperty("colorscale").GetString());
        Assert.Equal("reversed", figure.GetProperty("layout").GetProperty("yaxis").GetProperty("autorange").GetString());
    }

    [Fact]
    public void Styles_go_to_the_layout_and_leave_the_first_chart_as_it_was()
    {
        var plain = Chart.Point<int, int, string>(Places, Places);
        var styled = plain.WithXAxisStyle<double, double, string>(TitleText: "step", MinMax: Tuple.Create(0.0, 5.0)).WithSize(Width: 300, Height: 200);
        var layout = Figure(styled).GetProperty("layout");
        Assert.Equal("step", layout.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("[0,5]", layout.GetProperty("xaxis").GetProperty("range").GetRawText());
        Assert.Equal(300, layout.GetProperty("width").GetInt32());
        Assert.False(Figure(plain).GetProperty("layout").TryGetProperty("xaxis", out _));
    }

    [Fact]
    public void A_grid_gives_each_chart_axes_of_its_own()
    {
        var chart = Chart.Point<int, int, string>(Places, Places);
        var figure = Figure(Chart.Grid([chart, chart, chart], 2, 2, SubPlotTitles: new[] { "a", "b", "c" }));
        Assert.Equal(["x", "x2", "x3"], figure.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("xaxis").GetString()));
        Assert.Equal("y3", figure.GetProperty("layout").GetProperty("xaxis3").GetProperty("anchor").GetString());
        Assert.Equal(3, figure.GetProperty("layout").GetProperty("annotations").GetArrayLength());
    }

    [Fact]
    public void Combined_charts_share_axes()
    {
        var chart = Chart.Point<int, int, string>(Places, Places);
        Assert.Equal(2, Figure(Chart.Combine([chart, chart])).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public void A_text_cannot_close_the_script_it_stands_in()
    {
        var html = GenericChart.toChartHTML(Chart.AnnotatedHeatmap<double, string, string, string>(Square, Texts));
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("\\u003Cb\\u003E", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_chart_gives_the_same_bytes()
    {
        string Html() => ChartDisplay.Html(Chart.Point<int, int, string>(Places, Places));
        Assert.Equal(Html(), Html());
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused_with_both_numbers()
    {
        Assert.Contains("4 values, y has 2", Assert.Throws<ArgumentException>(() => Chart.Line<int, double, string>(Places, Square[0])).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 of zData has 1 values, row 0 has 2", Assert.Throws<ArgumentException>(() => Chart.Heatmap<double, string, string, string>(Ragged)).Message, StringComparison.Ordinal);
        Assert.Contains("1 rows of 1, zData has 2 rows of 2", Assert.Throws<ArgumentException>(() => Chart.AnnotatedHeatmap<double, string, string, string>(Square, OneText)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Chart.Combine([]));
        Assert.Throws<ArgumentException>(() => Chart.Grid([], 1, 1));
        Assert.Throws<ArgumentException>(() => Color.fromHex("blue"));
    }

    [Fact]
    public void Numbers_take_their_shortest_text()
    {
        string Written<T>(params T[] values) where T : IConvertible => Figure(Chart.Point<T, T, string>(values, values)).GetProperty("data")[0].GetProperty("x").GetRawText();
        Assert.Equal("[0.1,16777216,3.4028235E+38,null]", Written(0.1f, 16777216f, float.MaxValue, float.NegativeInfinity));
        Assert.Equal("[0.1,0.30000000000000004,1E-13,5E-324]", Written(0.1, 0.1 + 0.2, 1e-13, double.Epsilon));
        Assert.Equal("[0.1,-0.3773839,123456792]", Written((double)0.1f, (double)-0.3773839f, 123456792.0));
        Assert.Equal("[1.5,9007199254740993]", Written(1.50m, 9007199254740993m));
        Assert.Equal("[18446744073709551615]", Written(ulong.MaxValue));
        Assert.Equal("""["2026-01-31T12:00:00"]""", Written(new DateTime(2026, 1, 31, 12, 0, 0)));
        Assert.Equal("[true,false]", Written(true, false));
    }

    [Fact]
    public void Ten_million_points_are_refused_before_they_are_read_to_the_end()
    {
        var read = 0;
        IEnumerable<double> Endless()
        {
            while (true)
                yield return read++;
        }
        Assert.Contains("x has more than 1000000 values", Assert.Throws<ArgumentException>(() => Chart.Point<double, double, string>(Endless(), Endless())).Message, StringComparison.Ordinal);
        Assert.InRange(read, 1_000_000, 1_000_100);
        var rows = Enumerable.Repeat(new double[1000], 10_000);
        Assert.Contains("zData has more than 1000000", Assert.Throws<ArgumentException>(() => Chart.Heatmap<double, int, int, string>(rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_of_a_million_points_is_made_within_seconds()
    {
        var values = new double[1_000_000];
        Assert.Equal(1, Figure(Chart.Line<double, double, string>(values, values, UseWebGL: true)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public void Tables_that_hold_nothing_or_do_not_fit_are_refused()
    {
        string Message(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
        Assert.Contains("zData has 0 rows", Message(() => Chart.Heatmap<double, int, int, string>([])), StringComparison.Ordinal);
        Assert.Contains("zData has 2 rows of 0 values", Message(() => Chart.Contour<double, int, int, string>([[], []])), StringComparison.Ordinal);
        Assert.Contains("row 1 of zData is null", Message(() => Chart.Surface<double, int, int, string>([[1], null!])), StringComparison.Ordinal);
        Assert.Contains("X has 4 places, zData has 2 columns", Message(() => Chart.Heatmap<double, int, int, string>(Square, X: Places)), StringComparison.Ordinal);
        Assert.Contains("Y has 4 places, zData has 2 rows", Message(() => Chart.Surface<double, int, int, string>(Square, Y: Places)), StringComparison.Ordinal);
        Assert.Contains("values has 2 values, Keys has 4", Message(() => Chart.Column<double, int, string>(Square[0], Places)), StringComparison.Ordinal);
        Assert.Contains("values has 2 values, Labels has 4", Message(() => Chart.Pie<double, int, string>(Square[0], Labels: Places)), StringComparison.Ordinal);
        Assert.Contains("MultiText has 1 values for 4 points", Message(() => Chart.Point<int, int, string>(Places, Places, MultiText: OneText[0])), StringComparison.Ordinal);
        Assert.Contains("needs X or Y", Message(() => Chart.Histogram<int, int, string>()), StringComparison.Ordinal);
        Assert.Contains("needs Z or Source", Message(() => Chart.Image<string>()), StringComparison.Ordinal);
        Assert.Contains("row 1 of Z has 1 pixels", Message(() => Chart.Image<string>(Z: new int[][][] { [[1, 2, 3], [1, 2, 3]], [[1, 2, 3]] })), StringComparison.Ordinal);
        Assert.Contains("a pixel of Z has 2 numbers", Message(() => Chart.Image<string>(Z: new int[][][] { [[1, 2]] })), StringComparison.Ordinal);
        Assert.Contains("256 is not a part of a colour", Message(() => Color.fromRGB(256, 0, 0)), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Chart.Line<int, int, string>(null!, Places));
    }

    [Fact]
    public void A_large_heat_map_is_packed_in_the_page_and_displayed_at_once()
    {
        var random = new Random(1);
        double[][] table = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 200).Select(_ => Math.Round(random.NextDouble(), 3)).ToArray())];
        var watch = new System.Diagnostics.Stopwatch();
        var fastest = double.PositiveInfinity;
        for (var time = 0; time < 10; time++)
        {
            watch.Restart();
            var chart = Chart.Heatmap<double, int, int, string>(table);
            var (html, json) = (ChartDisplay.Html(chart), ChartDisplay.FigureJson(chart));
            fastest = Math.Min(fastest, watch.Elapsed.TotalMilliseconds);
            Assert.True(html.Length < json.Length * 0.7, $"{html.Length} of {json.Length}");
        }
        Assert.True(fastest < 50, $"{fastest} ms");
    }

    [Fact]
    public void A_later_chart_s_layout_wins_and_its_first_s_stays_where_it_says_nothing()
    {
        var combined = Figure(Chart.Combine(
        [
            Chart.Point<int, int, string>(Places, Places).WithXAxisStyle<int, int, string>(TitleText: "old", ShowGrid: true),
            Chart.Point<int, int, string>(Places, Places).WithXAxisStyle<int, int, string>(TitleText: "new"),
        ])).GetProperty("layout").GetProperty("xaxis");
        Assert.Equal("new", combined.GetProperty("title").GetProperty("text").GetString());
        Assert.True(combined.GetProperty("showgrid").GetBoolean());
    }

    private static JsonElement Figure(GenericChart chart)
    {
        return JsonDocument.Parse(ChartDisplay.FigureJson(chart)).RootElement;
    }
}
