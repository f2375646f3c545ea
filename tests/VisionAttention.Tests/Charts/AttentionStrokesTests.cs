using System.Text.Json.Nodes;
using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class AttentionStrokesTests
{
    [Theory]
    [InlineData(0, 1, "up", 0, -1)]
    [InlineData(1, 0, "looks left", -1, 0)]
    [InlineData(1, 2, "right", 1, 0)]
    [InlineData(2, 1, "down", 0, 1)]
    public void A_stroke_ends_at_the_neighbour_that_gets_all_the_weight(int row, int column, string direction, int right, int down)
    {
        using var scope = NewDisposeScope();
        var weights = zeros([1, 1, 2, 3, 3, 3]);
        weights.select(4, row).select(4, column).fill_(1);
        var figure = AttentionStrokes.Of(rand(1, 1, 4, 6), weights, ["a boot"], ["head 0"]).Figure();
        var lines = figure.Traces("scatter").Where(trace => (string?)trace["mode"] == "lines").ToDictionary(trace => (string)trace["name"]!);

        Assert.All(lines.Where(line => line.Key != direction), line => Assert.Empty(line.Value["x"]!.AsArray()));
        var (x, y) = (Ends(lines[direction], "x"), Ends(lines[direction], "y"));
        Assert.Equal([0, 1, 2, 0, 1, 2], x.Select(stroke => stroke.From));
        Assert.Equal([0, 0, 0, 1, 1, 1], y.Select(stroke => stroke.From));
        Assert.All(x, stroke => Assert.Equal(right, stroke.To - stroke.From));
        Assert.All(y, stroke => Assert.Equal(down, stroke.To - stroke.From));
    }

    [Fact]
    public void Heads_lie_below_each_other_and_pictures_side_by_side()
    {
        using var scope = NewDisposeScope();
        var weights = rand([2, 3, 4, 4, 9]).softmax(-1).reshape(2, 3, 4, 4, 3, 3);
        var figure = AttentionStrokes.Of(rand(2, 3, 8, 8), weights, ["a boot", "a bag"], ["head 0", "head 4", "head 7"]).Figure();

        Assert.Equal(6, figure.Traces("image").Length);
        var texts = figure.Traces("scatter").Single(trace => (string?)trace["mode"] == "text");
        Assert.Equal("a boot, head 0|a bag, head 0|a boot, head 4|a bag, head 4|a boot, head 7|a bag, head 7", string.Join('|', texts["text"]!.AsArray().Select(text => (string)text!)));
        var strokes = figure.Traces("scatter").Where(trace => (string?)trace["mode"] == "lines").Sum(trace => trace["x"]!.AsArray().Count / 3);
        Assert.Equal(2 * 3 * 4 * 4, strokes);
    }

    [Fact]
    public void What_is_no_attention_over_windows_is_refused_in_a_line()
    {
        using var scope = NewDisposeScope();
        var even = full([1, 1, 2, 2, 3, 3], 1 / 9.0);
        Assert.StartsWith("weights are [1, 1, 2, 2, 2, 3], expected [1, heads, H, W, K, K]", Refusal.Of(() => AttentionStrokes.Of(rand(1, 1, 4, 4), rand([1, 1, 2, 2, 2, 3]), ["a"], ["b"])), StringComparison.Ordinal);
        Assert.StartsWith("weights hold a window that does not sum to 1", Refusal.Of(() => AttentionStrokes.Of(rand(1, 1, 4, 4), even * 2, ["a"], ["b"])), StringComparison.Ordinal);
        Assert.Equal("there are 1 names for 1 pictures and 2 for 1 heads: each needs one", Refusal.Of(() => AttentionStrokes.Of(rand(1, 1, 4, 4), even, ["a"], ["b", "c"])));
        Assert.StartsWith("1 pictures with 1 heads on a map of 70×70 are 4900 strokes", Refusal.Of(() => AttentionStrokes.Of(rand(1, 1, 4, 4), full([1, 1, 70, 70, 1, 1], 1.0), ["a"], ["b"])), StringComparison.Ordinal);
    }

    private static (double From, double To)[] Ends(JsonNode line, string axis) =>
        [.. line[axis]!.AsArray().Chunk(3).Select(stroke => ((double)stroke[0]!, (double)stroke[1]!))];
}
