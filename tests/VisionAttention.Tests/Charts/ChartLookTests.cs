using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Tests.Charts;

/// <summary>Contrast by WCAG 2.2: 4.5 to 1 for texts (1.4.3), 3 to 1 for lines and marks (1.4.11). Pages: VS Code's and JupyterLab's light and dark.</summary>
public class ChartLookTests
{
    public static TheoryData<string> Pages => ["#ffffff", "#1e1e1e", "#111111"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Texts_and_lines_stand_out_on_every_page_because_the_chart_brings_its_paper(string page)
    {
        var layout = new Figure(SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2]))).Layout;
        var ground = Under((string?)layout["plot_bgcolor"], Under((string?)layout["paper_bgcolor"], page));
        Assert.True(Wcag.Contrast((string)layout["font"]!["color"]!, ground) >= 4.5);
        Assert.True(Wcag.Contrast((string)layout["template"]!["layout"]!["xaxis"]!["color"]!, ground) >= 4.5);
        Assert.All(Palette.Lines, line => Assert.True(Wcag.Contrast(line, ground) >= 3, $"{line} on {ground}: {Wcag.Contrast(line, ground)}"));
        Assert.True(Wcag.Contrast("#7a8fa8", ground) >= 3);
        Assert.True(Wcag.Contrast(ChartLook.Ink, "#7a8fa8") >= 3);
    }

    [Theory]
    [InlineData("#fbe3d2")]
    [InlineData("#d6e8f4")]
    [InlineData("#f0f2f5")]
    public void Texts_stand_out_from_the_boxes_of_a_network(string fill) => Assert.True(Wcag.Contrast(ChartLook.Ink, fill) >= 4.5);

    // Why the paper: without it no grey reads on both pages.
    [Fact]
    public void No_grey_reads_on_a_light_and_on_a_dark_page()
    {
        var best = Enumerable.Range(0, 256).Max(grey => Math.Min(Wcag.Contrast($"#{grey:x2}{grey:x2}{grey:x2}", "#ffffff"), Wcag.Contrast($"#{grey:x2}{grey:x2}{grey:x2}", "#1e1e1e")));
        Assert.InRange(best, 3.9, 4.3);
    }

    // Machado, Oliveira and Fernandes 2009, Table 1, severity 1.
    [Theory]
    [InlineData("none", 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)]
    [InlineData("red-blind", 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998)]
    [InlineData("green-blind", 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881)]
    [InlineData("blue-blind", 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900)]
    public void Lines_stay_apart_for_every_eye(string eye, params double[] seen)
    {
        var places = Palette.Lines.Select(line => Lab(Wcag.Linear(line), seen)).ToArray();
        for (var first = 0; first < places.Length; first++)
        {
            for (var second = first + 1; second < places.Length; second++)
            {
                var distance = Math.Sqrt(places[first].Zip(places[second], (one, other) => (one - other) * (one - other)).Sum());
                Assert.True(distance > 15, $"{eye}: {Palette.Lines[first]} and {Palette.Lines[second]} are {distance} apart");
            }
        }
    }

    [Fact]
    public void A_chart_of_one_s_own_stays_as_it_was_made()
    {
        var layout = new Figure(Chart.Point<double, double, string>([1], [1]).WithXAxisStyle<double, double, string>(TitleText: "course")).Layout;
        Assert.Null(layout["font"]);
        var marked = new Figure(Chart.Point<double, double, string>([1], [1]).CourseLook(321, 123)).Layout;
        Assert.Equal((321, 123), ((int)marked["width"]!, (int)marked["height"]!));
        Assert.Equal(ChartLook.Paper, (string?)marked["paper_bgcolor"]);
    }

    [Fact]
    public void A_saved_page_has_the_look_and_holds_plotly()
    {
        var page = GenericChart.toEmbeddedHTML(SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2])));
        Assert.Contains($"\"paper_bgcolor\":\"{ChartLook.Paper}\"", page, StringComparison.Ordinal);
        Assert.Contains("<meta charset=\"UTF-8\">", page, StringComparison.Ordinal);
        Assert.Contains("plotly.js v2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_further_line_of_a_title_has_room()
    {
        GenericChart Titled(string text) => Chart.Point<double, double, string>([1], [1]).WithXAxisStyle<double, double, string>(TitleText: text).CourseLook(300, 300);
        int Below(string text) => (int)new Figure(Titled(text)).Layout["margin"]!["b"]!;
        Assert.Equal(2 * (Below("one<br>two") - Below("one")), Below("one<br>two<br>three") - Below("one"));
        Assert.True(Below("one<br>two") > Below("one"));
        Assert.Equal(Below("one"), (int)new Figure(Chart.Point<double, double, string>([1], [1]).CourseLook(300, 300)).Layout["margin"]!["b"]!);
    }

    [Fact]
    public void A_missing_number_is_null_and_a_name_cannot_end_the_script()
    {
        var json = ChartDisplay.FigureJson(Chart.Line<double, double, string>([1, 2], [double.NaN, 0.5], Name: "</script>"));
        Assert.Contains("\"x\":[1,2],\"y\":[null,0.5]", json, StringComparison.Ordinal);
        Assert.DoesNotContain('<', json);
    }

    [Fact]
    public void A_figure_is_read_once_for_all_MIME_types()
    {
        var chart = Chart.Point<double, double, string>([1], [1]);
        Assert.Same(ChartDisplay.FigureJson(chart), ChartDisplay.FigureJson(chart));
    }

    private static string Under(string? paper, string page) => paper is null || paper.StartsWith("rgba", StringComparison.Ordinal) ? page : paper;

    private static double[] Lab(double[] linear, double[] seen)
    {
        double Part(int row) => Math.Clamp(Enumerable.Range(0, 3).Sum(column => seen[3 * row + column] * linear[column]), 0, 1);
        var (red, green, blue) = (Part(0), Part(1), Part(2));
        double Root(double value) => value > 0.008856 ? Math.Cbrt(value) : 7.787 * value + 16.0 / 116;
        var x = Root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
        var y = Root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        var z = Root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }
}
