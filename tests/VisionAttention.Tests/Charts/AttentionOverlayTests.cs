using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class AttentionOverlayTests
{
    [Fact]
    public void The_window_lies_around_the_query_and_what_is_outside_is_left_out()
    {
        var weights = arange(9, dtype: float64).reshape(3, 3) / 36;
        var figure = AttentionOverlay.Of(rand(4, 5), weights, queryRow: 0, queryColumn: 1).Figure();
        var numbers = figure.Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal([0.0833, 0.1111, 0.1389, 0, 0], numbers[0]);
        Assert.Equal([0.1667, 0.1944, 0.2222, 0, 0], numbers[1]);
        Assert.Equal(0, numbers[2..].Sum(row => row.Sum()));
        var query = figure.Traces("scatter")[^1];
        Assert.Equal((1.0, 0.0), ((double)query["x"]![0]!, (double)query["y"]![0]!));
    }

    [Fact]
    public void A_coarser_map_is_laid_over_the_whole_picture()
    {
        var map = AttentionOverlay.Of(rand(3, 6, 6), full([1, 1], 1.0), 2, 1, mapSize: 3).Figure().Traces("heatmap").Single();
        Assert.Equal([[0, 0, 0], [0, 0, 0], [0, 1, 0]], map["z"]!.Numbers());
        Assert.Equal("[-0.5,1.5,3.5,5.5]", map["x"]!.ToJsonString());
    }

    [Fact]
    public void Bad_windows_and_queries_are_refused_in_a_line()
    {
        Assert.Equal("weights are [2, 2], expected a square window of odd side", Refusal.Of(() => AttentionOverlay.Of(rand(4, 4), zeros(2, 2), 0, 0)));
        Assert.Equal("the query (4, 0) is outside a map of 4 rows and 4 columns", Refusal.Of(() => AttentionOverlay.Of(rand(4, 4), zeros(1, 1), 4, 0)));
        Assert.Equal("mapSize 5 is not between 1 and the sides of the picture, 4×4", Refusal.Of(() => AttentionOverlay.Of(rand(4, 4), zeros(1, 1), 0, 0, 5)));
    }
}
