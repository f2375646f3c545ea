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

    private static JsonElement Figure(GenericChart chart)
    {
        return JsonDocument.Parse(ChartDisplay.FigureJson(chart)).RootElement;
    }
}
