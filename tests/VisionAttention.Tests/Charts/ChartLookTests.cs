using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using VisionAttention.Lessons;
using VisionAttention.Positions;
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

    public static TheoryData<string, Func<GenericChart>> Charts()
    {
        using var scope = NewDisposeScope();
        var weights = rand(3, 4, 4).softmax(-1).MoveToOuterDisposeScope();
        var series = new CostSeries("ours", [10.0, 100], [1.0, 100]).Against("N²", size => size * size);
        return new()
        {
            { "lines", () => SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2])) },
            { "bars", () => AblationBars.Of("accuracy, %", [new("a", [70.0, 71], 77), new("b", [72.0, 73])], "ImageNet, %") },
            { "heads", () => HeadGrid.Of(weights) },
            { "maps", () => MapGrid.Of(weights, "logit", ["a", "b", "c"]) },
            { "pictures", () => ImageGrid.Of(rand(2, 1, 3, 3)) },
            { "heat map", () => AttentionHeatMap.Of(weights[0]) },
            { "overlay", () => AttentionOverlay.Of(rand(4, 4), full([1, 1], 1.0), 1, 1) },
            { "costs", () => CostCurve.Of("tokens N", "time", "ms", series) },
            { "roofline", () => Roofline.Of(100, 20, new RooflineKernel("softmax", 0.5, 5)) },
            { "confusion", () => ConfusionMatrix.Of(new long[,] { { 1 } }, ["a"]) },
            { "curves", () => TrainingCurves.Of(10, ("ours", [])) },
            { "architecture", () => ArchitecturePicture.Of([new ArchitectureBlock("body", "conv", "convolution", "[6]")]) },
            { "positions", () => PositionSimilarity.OfGrid(rand(4, 8), new GridSize(2, 2)) },
            { "any other", () => Chart.Point<double, double, string>([1], [1]).CourseLook(400, 300) },
        };
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_finding_gets_room_of_its_own_above_every_chart(string name, Func<GenericChart> chart)
    {
        var (before, after) = (chart().Layout(), chart().WithFinding($"What {name} show").Layout());
        Assert.Equal($"What {name} show", (string?)after["title"]!["text"]);
        var room = (int)after["height"]! - (int)before["height"]!;
        Assert.True(room >= 15 * 1.3 + 10);
        // What stood above the axes stands where it did, below the finding.
        Assert.Equal(room, (int)after["margin"]!["t"]! - (int)before["margin"]!["t"]!);
        // The foot of its first line.
        Assert.Equal(("container", "bottom"), ((string?)after["title"]!["yref"], (string?)after["title"]!["yanchor"]));
        Assert.InRange((1 - (double)after["title"]!["y"]!) * (int)after["height"]!, 20, room);
        Assert.Null(after["margin"]!["finding"]);
        Assert.Equal(before["legend"]?.ToJsonString(), after["legend"]?.ToJsonString());
    }

    [Fact]
    public void A_long_finding_takes_more_lines_and_a_second_one_the_place_of_the_first()
    {
        static int Height(GenericChart chart) => (int)chart.Layout()["height"]!;
        GenericChart Drawn() => SeriesChart.Lines("step", "loss, nats", [1.0, 2], ("ours", [1.0, 2]));
        var sentence = string.Join(' ', Enumerable.Repeat("a long sentence", 8));
        var wrapped = Drawn().WithFinding(sentence);
        Assert.Equal(sentence, ((string)wrapped.Layout()["title"]!["text"]!).Replace("<br>", " ", StringComparison.Ordinal));
        Assert.Equal(Height(Drawn().WithFinding("short")) + 20, Height(wrapped));
        Assert.Equal(Height(Drawn().WithFinding("short")), Height(wrapped.WithFinding("short")));
        // The look may come after the sentence.
        GenericChart Raw() => Chart.Point<double, double, string>([1], [1]);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(Raw().CourseLook(400, 300).WithFinding(sentence).Figure(), Raw().WithFinding(sentence).CourseLook(400, 300).Figure()));
    }

    [Fact]
    public void A_flat_legend_has_its_rows_above_the_axes()
    {
        Assert.Equal(1, ChartLook.LegendRows(400, "one", "two"));
        Assert.Equal(3, ChartLook.LegendRows(400, new string('w', 40), "two", "three"));
        int Top(params string[] names) =>
            (int)CostCurve.Of("tokens N", "time", "ms", [.. names.Select(name => new CostSeries(name, [1.0, 2], [1.0, 2]))]).Layout()["margin"]!["t"]!;
        var name = new string('w', 60);
        Assert.True(Top(name + "1", name + "2", name + "3", name + "4") >= Top("one", "two") + 40);
    }

    [Theory]
    [InlineData(9.0, 0)]
    [InlineData(64.5, 60)]
    [InlineData(100.0, 90)]
    public void The_accuracy_of_training_curves_ends_at_100(double accuracy, double begins)
    {
        var layout = TrainingCurves.Of(10, ("ours", [new(1, 1, 0.5, 50, accuracy, 1e-3, 100)])).Layout();
        Assert.Equal([begins, 100], Figures.Row(layout["yaxis2"]!["range"]));
        Assert.Null(layout["yaxis"]!["range"]);
    }

    [Fact]
    public void A_missing_number_is_null_and_a_name_cannot_end_the_script()
    {
        var json = ChartDisplay.FigureJson(Chart.Line<double, double, string>([1, 2], [double.NaN, 0.5], Name: "</script>"));
        Assert.Contains("\"x\":[1,2],\"y\":[null,0.5]", json, StringComparison.Ordinal);
        Assert.DoesNotContain('<', json);
    }
}
