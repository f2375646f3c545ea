using VisionAttention.Charts;

namespace VisionAttention.Tests.Charts;

public class CostCurveTests
{
    private static readonly double[] Sizes = [10, 20, 40, 80];

    [Fact]
    public void A_formula_goes_through_the_larger_half_and_stands_in_the_legend()
    {
        // 2·N² and a cost of 100 that is the same at every small size.
        var series = new CostSeries("ours", Sizes, [300, 900, 3200, 12800]).Against("N²", size => size * size);
        var figure = CostCurve.Of("tokens N", "time", "ms", series).Figure();
        var line = Assert.Single(figure.Named("c · N², c = 2e+0 ms"));
        Assert.Equal(10, Figures.Row(line["x"])[0]);
        Assert.Equal(200, Figures.Row(line["y"])[0], 1e-6);
        Assert.Equal(12800, Figures.Row(line["y"])[^1], 1e-6);
        Assert.Equal("markers", (string?)Assert.Single(figure.Named("ours"))["mode"]);
        Assert.Equal("time, ms", (string?)figure["layout"]!["yaxis"]!["title"]!["text"]);
        Assert.Equal("log", (string?)figure["layout"]!["xaxis"]!["type"]);
    }

    [Fact]
    public void Costs_without_a_formula_are_joined() =>
        Assert.Equal("lines+markers", (string?)CostCurve.Of("tokens N", "time", "ms", new CostSeries("ours", Sizes, Sizes)).Figure().Traces()[0]["mode"]);

    [Fact]
    public void One_size_is_enough()
    {
        var layout = CostCurve.Of("tokens N", "time", "ms", new CostSeries("ours", [8], [4]).Against("N", size => size)).Layout();
        Assert.All(layout["xaxis"]!["range"].Row(), end => Assert.True(double.IsFinite(end)));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        string Of(CostSeries series) => Refusal.Of(() => CostCurve.Of("tokens N", "time", "ms", series));
        Assert.Equal("series ours has the value 0 at index 1: a logarithmic axis takes numbers above 0", Of(new("ours", [1, 2], [1, 0])));
        Assert.Equal("the formula N − 80 of series ours gives 0 at the size 80: it must be a finite number above 0", Of(new CostSeries("ours", Sizes, Sizes).Against("N − 80", size => size - 80)));
        Assert.Equal("unit is empty: say the unit of the cost, such as ms or MiB", Refusal.Of(() => CostCurve.Of("tokens N", "time", " ", new CostSeries("ours", Sizes, Sizes))));
    }
}
