using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class ConfusionMatrixTests
{
    private static readonly long[,] Counts = { { 3, 1 }, { 0, 0 } };

    [Fact]
    public void Cells_hold_counts_and_colours_are_shares_of_the_row()
    {
        var figure = ConfusionMatrix.Of(Counts, ["boot", "coat"]).Figure();
        var map = figure.Traces("heatmap").Single();
        Assert.Equal([[75, 25], [0, 0]], map["z"]!.Numbers());
        Assert.Equal("""[["3","1"],["",""]]""", map["text"]!.ToJsonString());
        Assert.Equal("z: share of the true class, %", (string?)map["name"]);
        Assert.Equal("predicted class", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Equal(ChartDisplay.FigureJson(ConfusionMatrix.Of(Counts, ["boot", "coat"])), ChartDisplay.FigureJson(ConfusionMatrix.Of(tensor(Counts), ["boot", "coat"])));
    }

    [Fact]
    public void Bad_counts_are_refused_in_a_line()
    {
        Assert.Equal("counts are [2, 2], but there are 1 class names", Refusal.Of(() => ConfusionMatrix.Of(Counts, ["boot"])));
        Assert.Equal("counts[0, 0] is 0.5: counts are whole numbers", Refusal.Of(() => ConfusionMatrix.Of(full([1, 1], 0.5), ["a"])));
        Assert.Equal("counts are [2], expected [true class, predicted class]", Refusal.Of(() => ConfusionMatrix.Of(zeros(2), ["a"])));
    }
}
