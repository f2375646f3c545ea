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
        var figure = new Figure(AblationBars.Of("accuracy, %", Settings, PaperTitle));
        Assert.Equal([71, 73, 76], Figure.Numbers(Assert.Single(figure.Named("mean of our runs"))["x"]));
        Assert.Equal([70, 72, 71, 73, 75, 77], Figure.Numbers(Assert.Single(figure.Named("one seed"))["x"]));
        Assert.Equal([77.6, 78.2], Figure.Numbers(Assert.Single(figure.Named("the paper's value"))["x"]));
        // One seed says nothing about the spread. s = 1 and √2; t = 4.3027 and 12.7062.
        var intervals = figure.Named("95 % interval");
        Assert.Equal(2, intervals.Count);
        Assert.Equal(71 - 4.3027 / Math.Sqrt(3), Figure.Numbers(intervals[0]["x"])[0], 1e-4);
        Assert.Equal(76 + 12.7062, Figure.Numbers(intervals[1]["x"])[1], 1e-4);
        Assert.Equal(PaperTitle, (string?)figure.Layout["xaxis2"]!["title"]!["text"]);
        Assert.Contains("another scale", figure.Layout["annotations"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["relative", "absolute", "none"], figure.Layout["yaxis"]!["categoryarray"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public void Another_start_of_the_axis_is_said_in_its_title()
    {
        var figure = new Figure(AblationBars.Of("accuracy, %", [new("a", [70.0, 71]), new("b", [72.0, 73])], from: 65));
        Assert.Equal("accuracy, % (the axis begins at 65)", (string?)figure.Layout["xaxis"]!["title"]!["text"]);
        Assert.Equal([5.5, 7.5], Figure.Numbers(figure.Traces[0]["x"]));
        Assert.Equal(65, (double)figure.Traces[0]["base"]!);
        Assert.Null(figure.Layout["xaxis2"]);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        string Of(AblationSetting[] settings, string? paper = PaperTitle, double from = 0) => Figure.Refusal(() => AblationBars.Of("accuracy, %", settings, paper, from));
        Assert.Equal("there are no settings to draw: give at least one", Of([]));
        Assert.Equal("setting a is there twice: names must differ", Of([new("a", [1.0]), new("a", [2.0])]));
        Assert.Equal("setting a has no runs: give the value of one seed at least", Of([new("a", [])]));
        Assert.Equal("setting a has the value NaN at index 0: only finite numbers can be drawn", Of([new("a", [double.NaN])]));
        Assert.Equal("setting a has the paper's value Infinity at index 0: only finite numbers can be drawn", Of([new("a", [1.0], double.PositiveInfinity)]));
        Assert.Contains("paperTitle is empty", Of([new("a", [1.0], 2)], paper: null), StringComparison.Ordinal);
        Assert.Equal("setting a has a value of 1, below 2, where the axis begins", Of([new("a", [1.0])], from: 2));
        Assert.Contains("valueTitle is empty", Figure.Refusal(() => AblationBars.Of("", Settings, PaperTitle)), StringComparison.Ordinal);
    }
}
