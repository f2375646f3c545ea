using System.Text.Json.Nodes;
using VisionAttention.Charts;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class AttentionExplorerTests
{
    private const int MostBytes = 200 * 1024;

    [Fact]
    public void Each_query_has_its_weights_in_percent_of_its_largest()
    {
        var weights = rand(2, 7, 7, dtype: float64).softmax(-1);                     // a class token and 2×3 positions
        var figure = Figure(AttentionExplorer.Of(rand(4, 6), weights, new GridSize(2, 3), prefixTokens: 1, head: 1));
        var numbers = figure.Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal((4, 9), (numbers.Length, numbers[0].Length));
        var query = weights[1, 1 + 5, 1..];                                          // row 1, column 2
        var expected = (query / query.max() * 100).round().data<double>().ToArray();
        Assert.Equal(expected, numbers[2][6..].Concat(numbers[3][6..]));
    }

    [Fact]
    public void Without_a_head_the_mean_is_shown()
    {
        var weights = rand(3, 4, 4, dtype: float64).softmax(-1);
        Assert.Equal(
            AttentionExplorer.Of(zeros(2, 2), weights.mean([0L])).FigureJson(),
            AttentionExplorer.Of(zeros(2, 2), weights).FigureJson());
    }

    [Fact]
    public void Local_windows_lie_at_their_place_in_the_map()
    {
        var weights = zeros(2, 3, 3, 3);
        weights[.., .., 0, 1] = 0.25f;                                               // above the query
        weights[.., .., 1, 2] = 0.75f;                                               // to its right
        var numbers = Figure(AttentionExplorer.Of(rand(2, 3), weights)).Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal([0, 33, 0, 0, 0, 100], numbers[2][3..6].Concat(numbers[3][3..6]));
        Assert.Equal([0, 100, 0, 0, 0, 0], numbers[0][0..3].Concat(numbers[1][0..3]));
    }

    [Fact]
    public void Two_sliders_move_the_map_and_every_mark()
    {
        var figure = Figure(AttentionExplorer.Of(rand(4, 6), rand(6, 6).softmax(-1), new GridSize(2, 3), queryRow: 1, queryColumn: 2));
        var sliders = figure["layout"]!["sliders"]!.AsArray();
        Assert.Equal([2, 3], sliders.Select(slider => slider!["steps"]!.AsArray().Count));
        Assert.Equal([1, 2], sliders.Select(slider => (int)slider!["active"]!));
        Assert.Equal("[3.5,1.5]", figure["layout"]!["yaxis2"]!["range"]!.ToJsonString());
        Assert.Equal("[5.5,8.5]", figure["layout"]!["xaxis2"]!["range"]!.ToJsonString());
        foreach (var slider in sliders)
        {
            var active = slider!["steps"]![(int)slider["active"]!]!;
            Assert.Equal("relayout", (string?)active["method"]);
            foreach (var (path, value) in active["args"]![0]!.AsObject())
                Assert.Equal(At(figure["layout"]!, path).ToJsonString(), value!.ToJsonString());
        }
        Assert.Equal(4, figure["layout"]!["shapes"]!.AsArray().Count);
    }

    [Fact]
    public void A_large_map_is_shown_in_blocks_whose_keys_are_summed()
    {
        var weights = zeros(15 * 15, 15 * 15, dtype: float64);
        weights[.., 0] = 0.25;
        weights[.., 1] = 0.25;
        weights[.., 224] = 0.5;
        var figure = Figure(AttentionExplorer.Of(rand(15, 15), weights));
        var slider = figure["layout"]!["sliders"]![0]!;
        Assert.Equal(8, slider["steps"]!.AsArray().Count);
        Assert.Contains("blocks of 2×2 positions", (string)slider["currentvalue"]!["prefix"]!, StringComparison.Ordinal);
        var numbers = figure.Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal((100, 100, 0), (numbers[0][0], numbers[7][7], numbers[3][3]));
        Assert.Equal("[7,-0.5]", At(figure["layout"]!, "sliders[0].steps")[0]!["args"]![0]!["yaxis2.range"]!.ToJsonString());
    }

    [Theory]
    [InlineData(3, 224)]
    [InlineData(1, 28)]
    public void An_output_stays_small_even_with_noise(int channels, int side)
    {
        var explorer = AttentionExplorer.Of(rand(channels, side, side), rand(12, 197, 197).softmax(-1), prefixTokens: 1);
        Assert.InRange(explorer.FigureJson().Length + explorer.Html().Length, 0, MostBytes);
        var packed = JsonNode.Parse(explorer.FigureJson())!.Traces("heatmap").Single()["z"]!;
        Assert.Equal("196, 196", (string?)packed["shape"]);
        Assert.Equal(196 * 196, Convert.FromBase64String((string)packed["bdata"]!).Length);
    }

    [Fact]
    public void The_page_can_be_clicked_and_steered_and_takes_a_still_picture()
    {
        var html = AttentionExplorer.Of(rand(3, 3), rand(9, 9).softmax(-1)).Html();
        Assert.Contains("plotly_click", html, StringComparison.Ordinal);
        Assert.Contains("ArrowLeft", html, StringComparison.Ordinal);
        Assert.Matches("""^<div class="chart-[0-9a-f]{16}" data-still>""", html);
    }

    [Fact]
    public void Bad_weights_are_refused_in_a_line()
    {
        var image = rand(4, 4);
        Assert.Equal(
            "5 tokens without 0 prefix tokens are no square map: give grid, or prefixTokens: 1 for a class token",
            Refusal.Of(() => AttentionExplorer.Of(image, rand(5, 5).softmax(-1))));
        Assert.Equal("head 2 is not one of the 2 heads of weights [2, 4, 4], counted from 0", Refusal.Of(() => AttentionExplorer.Of(image, rand(2, 4, 4), head: 2)));
        Assert.Equal("queryRow 2 is outside a map with 2: it must be 0 to 1", Refusal.Of(() => AttentionExplorer.Of(image, rand(4, 4).softmax(-1), queryRow: 2)));
        Assert.Contains("sums to 4", Refusal.Of(() => AttentionExplorer.Of(image, ones(4, 4))), StringComparison.Ordinal);
        Assert.Contains("at most 4096 can be explored", Refusal.Of(() => AttentionExplorer.Of(image, zeros(65, 65, 1, 1))), StringComparison.Ordinal);
    }

    private static JsonNode Figure(AttentionExplorer explorer) => JsonNode.Parse(explorer.FigureJson())!;

    // Follows a path such as shapes[0].x1.
    private static JsonNode At(JsonNode node, string path)
    {
        foreach (var part in path.Split('.', '[', ']').Where(part => part.Length > 0))
            node = int.TryParse(part, out var index) ? node[index]! : node[part]!;
        return node;
    }
}
