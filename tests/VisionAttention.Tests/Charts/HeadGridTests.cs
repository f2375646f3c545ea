using TorchSharp;
using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class HeadGridTests
{
    [Fact]
    public void Heads_lie_side_by_side_in_one_map_with_one_scale()
    {
        var weights = rand(3, 2, 5, dtype: float64);
        var figure = HeadGrid.Of(weights).Figure();
        var map = figure.Traces("heatmap").Single();
        var numbers = map["z"]!.Numbers();
        Assert.Equal((2, 17), (numbers.Length, numbers[0].Length));
        Assert.All(numbers, row => Assert.Equal([5, 11], Enumerable.Range(0, 17).Where(column => double.IsNaN(row[column]))));
        Assert.Equal(weights[2, 1, 4].ToDouble(), numbers[1][16], 3);
        Assert.Equal(18, map["x"]!.AsArray().Count);
        Assert.Equal(["head 0", "head 1", "head 2"], Titles(figure));
    }

    [Fact]
    public void A_last_row_may_have_fewer_heads()
    {
        var figure = HeadGrid.Of(rand(7, 3, 3)).Figure();
        var numbers = figure.Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal((7, 15), (numbers.Length, numbers[0].Length));
        Assert.All(numbers[4..], row => Assert.Equal(double.NaN, row[14]));
        Assert.Equal(7, Titles(figure).Count);
    }

    [Fact]
    public void Many_weights_become_means_over_blocks()
    {
        var figure = HeadGrid.Of(rand(12, 197, 197).softmax(-1)).Figure();
        Assert.Equal((3 * 50) + 2, figure.Traces("heatmap").Single()["z"]!.AsArray().Count);
        Assert.Contains("means over 4\\u00D74 weights", figure.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_heads_are_refused_in_a_line()
    {
        Assert.Equal("there are 2 titles for 3 heads: each head needs one", Refusal.Of(() => HeadGrid.Of(rand(3, 2, 2), ["a", "b"])));
        Assert.Equal("weights are [0, 2, 2], expected 1 to 64 heads of one weight or more", Refusal.Of(() => HeadGrid.Of(rand(0, 2, 2))));
    }

    private static List<string> Titles(System.Text.Json.Nodes.JsonNode figure)
    {
        return [.. figure.Traces("scatter").Where(trace => trace["text"] is not null).SelectMany(trace => trace["text"]!.AsArray().Select(text => (string)text!))
            .Where(text => text.StartsWith("head", StringComparison.Ordinal))];
    }
}
