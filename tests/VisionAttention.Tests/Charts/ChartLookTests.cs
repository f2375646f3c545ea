using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Tests.Charts;

/// <summary>Contrast by WCAG 2.2: 4.5 to 1 for texts (1.4.3), 3 to 1 for lines and marks (1.4.11).</summary>
public class ChartLookTests
{
    [Fact]
    public void Texts_and_lines_stand_out_from_the_paper_that_the_chart_brings()
    {
        var layout = SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2])).Layout();
        var paper = (string)layout["paper_bgcolor"]!;
        Assert.DoesNotContain("rgba", paper, StringComparison.Ordinal);
        Assert.True(Wcag.Contrast((string)layout["font"]!["color"]!, paper) >= 4.5);
        Assert.True(Wcag.Contrast((string)layout["template"]!["layout"]!["xaxis"]!["color"]!, paper) >= 4.5);
        Assert.All(Palette.Lines, line => Assert.True(Wcag.Contrast(line, paper) >= 3, $"{line} on {paper}: {Wcag.Contrast(line, paper)}"));
    }

    // Machado, Oliveira and Fernandes 2009, Table 1, severity 1; distances in CIE Lab.
    [Theory]
    [InlineData("none", 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)]
    [InlineData("red-blind", 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998)]
    [InlineData("green-blind", 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881)]
    [InlineData("blue-blind", 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900)]
    public void Lines_stay_apart_for_every_eye(string eye, params double[] seen)
    {
        var places = Palette.Lines.Select(line => Wcag.Lab(line, seen)).ToArray();
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
    public void Frames_and_marks_of_pictures_stand_out_from_light_and_dark_grounds()
    {
        string[] colours = [.. LineColours(HeadGrid.Of(rand(2, 3, 3))), .. LineColours(AttentionOverlay.Of(rand(4, 4), full([1, 1], 1.0), 1, 1))];
        Assert.NotEmpty(colours);
        foreach (var colour in colours)
            Assert.All(new[] { "#ffffff", "#111111" }, ground => Assert.True(Wcag.Contrast(colour, ground) >= 3, $"{colour} on {ground}: {Wcag.Contrast(colour, ground):0.00}"));

        static IEnumerable<string> LineColours(GenericChart chart) => chart.Traces("scatter").Select(trace => (string?)trace["line"]?["color"]).OfType<string>();
    }

    [Fact]
    public void One_of_the_two_lines_around_a_query_stands_out_from_every_grey()
    {
        var shapes = System.Text.Json.Nodes.JsonNode.Parse(AttentionExplorer.Of(rand(2, 2), rand(4, 4).softmax(-1)).FigureJson())!["layout"]!["shapes"]!.AsArray();
        var colours = shapes.Select(shape => (string)shape!["line"]!["color"]!).Distinct().ToArray();
        var greys = Enumerable.Range(0, 256).Select(grey => $"#{grey:x2}{grey:x2}{grey:x2}");
        Assert.All(greys, ground => Assert.True(colours.Max(colour => Wcag.Contrast(colour, ground)) >= 3, ground));
    }

    [Fact]
    public void A_chart_of_one_s_own_stays_as_it_was_made_unless_it_asks_for_the_look()
    {
        Assert.Null(Chart.Point<double, double, string>([1], [1]).Layout()["font"]);
        var marked = Chart.Point<double, double, string>([1], [1]).CourseLook(321, 123).Layout();
        Assert.Equal((321, 123, ChartLook.Paper), ((int)marked["width"]!, (int)marked["height"]!, (string?)marked["paper_bgcolor"]));
    }

    [Fact]
    public void A_saved_page_has_the_look_and_holds_plotly()
    {
        var page = GenericChart.toEmbeddedHTML(SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2])));
        Assert.Contains($"\"paper_bgcolor\":\"{ChartLook.Paper}\"", page, StringComparison.Ordinal);
        Assert.Contains("plotly.js v2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_further_line_of_a_title_has_room()
    {
        int Below(string text) =>
            (int)Chart.Point<double, double, string>([1], [1]).WithXAxisStyle<double, double, string>(TitleText: text).CourseLook(300, 300).Layout()["margin"]!["b"]!;
        Assert.True(Below("one<br>two") > Below("one"));
        Assert.Equal(2 * (Below("one<br>two") - Below("one")), Below("one<br>two<br>three") - Below("one"));
    }

    [Fact]
    public void A_missing_number_is_null_and_a_name_cannot_end_the_script()
    {
        var json = ChartDisplay.FigureJson(Chart.Line<double, double, string>([1, 2], [double.NaN, 0.5], Name: "</script>"));
        Assert.Contains("\"x\":[1,2],\"y\":[null,0.5]", json, StringComparison.Ordinal);
        Assert.DoesNotContain('<', json);
    }
}
