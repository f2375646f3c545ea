using TorchSharp;
using VisionAttention.Charts;
using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class PositionSimilarityTests
{
    [Fact]
    public void Cosines_are_those_of_the_embeddings()
    {
        var map = PositionSimilarity.Of(tensor(new double[,] { { 3, 0 }, { 0, 2 }, { -1, 0 }, { 5, 5 } })).Figure().Traces("heatmap").Single();
        Assert.Equal([[1, 0, -1, 0.71], [0, 1, 0, 0.71], [-1, 0, 1, -0.71], [0.71, 0.71, -0.71, 1]], map["z"]!.Numbers());
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(-0.3)]
    [InlineData(-0.9)]
    public void White_is_0_whatever_numbers_occur(double smallest)
    {
        var other = tensor(new double[,] { { 1, 0 }, { smallest, Math.Sqrt(1 - smallest * smallest) } });
        var stops = PositionSimilarity.Of(other).Figure().Traces("heatmap").Single()["colorscale"]!.AsArray();
        var white = stops.Single(stop => (string?)stop![1] == "rgba(255, 255, 255, 1.0)")!;
        Assert.Equal(-smallest / (1 - smallest), (double)white[0]!, 4);
        Assert.Equal((0.0, 1.0), ((double)stops[0]![0]!, (double)stops[^1]![0]!));
    }

    [Fact]
    public void A_grid_has_a_map_for_each_patch_at_its_place()
    {
        var positions = rand(1, 7, 5) - 0.5;                                        // a class token, then 2×3 patches
        var numbers = PositionSimilarity.OfGrid(positions, new GridSize(2, 3), prefixTokens: 1).Figure().Traces("heatmap").Single()["z"]!.Numbers();
        Assert.Equal((5, 11), (numbers.Length, numbers[0].Length));
        Assert.Equal((1, 1), (numbers[0][0], numbers[4][10]));
        var patches = positions[0, 1..];
        var cosine = (patches[1] * patches[5]).sum() / (patches[1].norm() * patches[5].norm());
        Assert.Equal(cosine.ToDouble(), numbers[1][4 + 2], 2);
    }

    [Fact]
    public void A_large_grid_has_a_map_for_every_second_patch_and_stays_small()
    {
        var chart = PositionSimilarity.OfGrid(rand(196, 16) - 0.5, new GridSize(14, 14));
        var figure = chart.Figure();
        Assert.Equal(7 * 14 + 6, figure.Traces("heatmap").Single()["z"]!.AsArray().Count);
        Assert.Contains("a map for every 2nd patch", figure.ToJsonString(), StringComparison.Ordinal);
        Assert.InRange(ChartDisplay.FigureJson(chart).Length + ChartDisplay.Html(chart).Length, 0, 100 * 1024);
    }

    [Fact]
    public void Bad_positions_are_refused_in_a_line()
    {
        Assert.Equal("positions are [2, 4, 3], expected [N, D] or [1, N, D] with one number or more", Refusal.Of(() => PositionSimilarity.Of(rand(2, 4, 3))));
        Assert.Equal("position 1 is all zeros: its angle to the others is not defined", Refusal.Of(() => PositionSimilarity.Of(tensor(new float[,] { { 1 }, { 0 } }))));
        Assert.Equal("positions hold 201 embeddings, at most 200 can be told apart: draw a part, or OfGrid", Refusal.Of(() => PositionSimilarity.Of(rand(201, 2))));
        Assert.Contains("grid 2×3", Refusal.Of(() => PositionSimilarity.OfGrid(rand(7, 2), new GridSize(2, 3))), StringComparison.Ordinal);
    }
}
