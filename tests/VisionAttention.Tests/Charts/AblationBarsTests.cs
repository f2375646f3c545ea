using VisionAttention.Charts;

namespace VisionAttention.Tests.Charts;

public class AblationBarsTests
{
    private const string PaperTitle = "ImageNet accuracy, % (Table 5)";

    private static readonly AblationSetting[] Settings =
        [new("none", [70.0, 72, 71], 77.6), new("absolute", [73.0], 78.2), new("relative", [75.0, 77], null)];

    [Fact]
    public void Bars_intervals_seeds_and_the_paper_s_values_are_all_there()
    {
        var figure = AblationBars.Of("accuracy, %", Settings, PaperTitle).Figure();
        Assert.Equal([71, 73, 76], Figures.Row(Assert.Single(figure.Named("mean of our runs"))["x"]));
        Assert.Equal([70, 72, 71, 73, 75, 77], Figures.Row(Assert.Single(figure.Named("one seed"))["x"]));
        Assert.Equal([77.6, 78.2], Figures.Row(Assert.Single(figure.Named("the paper's value"))["x"]));
        // One seed says nothing about the spread. s = 1 and √2; t = 4.3027 and 12.7062.
        var intervals = figure.Named("95 % interval");
        Assert.Equal(2, intervals.Length);
        Assert.Equal(71 - 4.3027 / Math.Sqrt(3), Figures.Row(intervals[0]["x"])[0], 1e-4);
        Assert.Equal(76 + 12.7062, Figures.Row(intervals[1]["x"])[1], 1e-4);
        Assert.Equal(PaperTitle, (string?)figure["layout"]!["xaxis2"]!["title"]!["text"]);
        Assert.Contains("another scale", figure["layout"]!["annotations"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["relative", "absolute", "none"], figure["layout"]!["yaxis"]!["categoryarray"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public void Another_start_of_the_axis_is_said_in_its_title()
    {
        var figure = AblationBars.Of("accuracy, %", [new("a", [70.0, 71]), new("b", [72.0, 73])], from: 65).Figure();
        Assert.Equal("accuracy, % (the axis begins at 65)", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Equal([5.5, 7.5], Figures.Row(figure.Traces()[0]["x"]));
        Assert.Equal(65, (double)figure.Traces()[0]["base"]!);
        Assert.Null(figure["layout"]!["xaxis2"]);
    }

    [Fact]
    public void Percent_end_at_100_and_the_numbers_stand_behind_the_end()
    {
        // 73 ± 24.2 and 95 ± 63.5: both intervals together reach 158.
        var figure = AblationBars.Of("accuracy, %", [new("a", [70.0, 75, 80]), new("b", [90.0, 100], 99.9)], PaperTitle).Figure();
        Assert.Equal([0.0, 100], Figures.Row(figure["layout"]!["xaxis"]!["range"]));
        Assert.Equal(100, Figures.Row(figure["layout"]!["xaxis2"]!["range"])[1]);
        var written = figure.Named("value");
        Assert.Equal([100.0, 100], Figures.Row(written[0]["x"]));
        Assert.All(written, texts => Assert.False((bool)texts["cliponaxis"]!));
        Assert.True(Range("accuracy, nats", null)[1] > 130);
        Assert.Equal([0.0, 90], Range("accuracy, %", 90));

        static double[] Range(string title, double? upTo) => Figures.Row(AblationBars.Of(title, [new("a", [70.0, 80])], upTo: upTo).Layout()["xaxis"]!["range"]);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        string Of(AblationSetting[] settings, string? paper = PaperTitle, double from = 0) => Refusal.Of(() => AblationBars.Of("accuracy, %", settings, paper, from));
        Assert.Equal("setting a is there twice: names must differ", Of([new("a", [1.0]), new("a", [2.0])]));
        Assert.Equal("setting a has the value NaN at index 0: only finite numbers can be drawn", Of([new("a", [double.NaN])]));
        Assert.Equal("setting a has a value of 1, below 2, where the axis begins", Of([new("a", [1.0])], from: 2));
        Assert.Equal("setting a has a value of 1, above 0.5, where the axis ends", Refusal.Of(() => AblationBars.Of("accuracy, %", [new("a", [1.0])], upTo: 0.5)));
        Assert.Equal("upTo 2 is not above 2, where the axis begins", Refusal.Of(() => AblationBars.Of("accuracy, %", [new("a", [2.0])], from: 2, upTo: 2)));
    }
}
