using System.Text.Json.Nodes;
using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

/// <summary>Lines and marks of the pictures against light and dark grounds, by the formula of WCAG 2.2.</summary>
public class MarkContrastTests
{
    private static readonly string[] Grounds = ["#ffffff", "#111111", "#1e1e1e"];

    [Fact]
    public void Frames_and_marks_stand_out_from_light_and_dark_grounds()
    {
        var frame = LineColours(HeadGrid.Of(rand(2, 3, 3)).Figure());
        var mark = LineColours(AttentionOverlay.Of(rand(4, 4), full([1, 1], 1.0), 1, 1).Figure());
        Assert.NotEmpty(frame);
        Assert.NotEmpty(mark);
        foreach (var colour in frame.Concat(mark))
            Assert.All(Grounds, ground => Assert.True(Wcag.Contrast(colour, ground) >= 3, $"{colour} on {ground}: {Wcag.Contrast(colour, ground):0.00}"));
    }

    [Fact]
    public void One_of_the_two_lines_around_a_query_stands_out_from_every_grey()
    {
        var layout = JsonNode.Parse(AttentionExplorer.Of(rand(2, 2), rand(4, 4).softmax(-1)).FigureJson())!["layout"]!;
        var colours = layout["shapes"]!.AsArray().Select(shape => (string)shape!["line"]!["color"]!).Distinct().ToArray();
        Assert.Equal(2, colours.Length);
        for (var grey = 0; grey < 256; grey++)
        {
            var ground = $"#{grey:x2}{grey:x2}{grey:x2}";
            Assert.True(colours.Max(colour => Wcag.Contrast(colour, ground)) >= 3, ground);
        }
        Assert.True(Wcag.Contrast((string)layout["font"]!["color"]!, (string)layout["paper_bgcolor"]!) >= 7);
    }

    [Fact]
    public void Written_weights_can_be_read_on_the_darkest_cell()
    {
        var scale = AttentionHeatMap.Of(eye(3)).Figure().Traces("heatmap").Single()["colorscale"]!.AsArray();
        Assert.True(Wcag.Contrast((string)scale[^1]![1]!, "#444444") >= 4);
    }

    private static string[] LineColours(JsonNode figure) => [.. figure.Traces("scatter").Select(trace => (string?)trace["line"]?["color"]).OfType<string>()];
}
