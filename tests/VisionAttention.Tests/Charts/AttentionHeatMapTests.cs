using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class AttentionHeatMapTests
{
    [Fact]
    public void Few_tokens_have_their_labels_and_written_weights()
    {
        var trace = AttentionHeatMap.Of(new[,] { { 0.75, 0.25 }, { 0.125, 0.875 } }, ["cat", "cat"]).Figure().Traces("heatmap").Single();
        Assert.Equal([[0.75, 0.25], [0.125, 0.875]], trace["z"]!.Numbers());
        Assert.Equal("""[["0.75","0.25"],["0.13","0.88"]]""", trace["text"]!.ToJsonString());
        Assert.Equal("""["cat","cat (2)"]""", trace["x"]!.ToJsonString());
        Assert.Equal("""["cat","cat (2)"]""", trace["y"]!.ToJsonString());
    }

    [Theory]
    [InlineData(16, 16, true)]
    [InlineData(17, 17, false)]
    [InlineData(3, 17, false)]
    [InlineData(5, 7, true)]
    public void Weights_are_written_up_to_16_tokens(long queries, long keys, bool areWritten)
    {
        var figure = AttentionHeatMap.Of(rand(queries, keys).softmax(-1)).Figure();
        Assert.Equal(areWritten, figure.Traces("heatmap").Single()["texttemplate"] is not null);
        Assert.Equal("key: the token that is looked at", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Equal("query: the token that looks", (string?)figure["layout"]!["yaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void White_is_no_weight_even_where_every_weight_is_the_same()
    {
        var scale = AttentionHeatMap.Of(full([20, 20], 0.05)).Figure().Traces("heatmap").Single()["colorscale"]!;
        Assert.Equal("rgba(11, 47, 79, 1.0)", (string?)scale[0]![1]);
    }

    [Fact]
    public void Bad_weights_are_refused_in_a_line()
    {
        Assert.Equal("weights are [2, 2], but there are 3 labels", Refusal.Of(() => AttentionHeatMap.Of(new double[2, 2], ["a", "b", "c"])));
        Assert.Equal(
            "weights[0, 0] is -1.5: attention weights are 0 to 1 (take the softmax of logits)", Refusal.Of(() => AttentionHeatMap.Of(new[,] { { -1.5, 2.5 } })));
        Assert.Equal(
            "row 1 of weights sums to 1.35: the attention weights of a query sum to 1 (is a softmax over the keys missing?)",
            Refusal.Of(() => AttentionHeatMap.Of(new[,] { { 0.5, 0.5 }, { 0.35, 1.0 } })));
        Assert.Equal("the tensor is [1, 2, 2], expected 2 dimensions", Refusal.Of(() => AttentionHeatMap.Of(zeros(1, 2, 2))));
    }

    [Fact]
    public void A_query_that_may_look_at_nothing_is_drawn()
    {
        var trace = AttentionHeatMap.Of(new[,] { { 0.0, 0.0 }, { 0.5, 0.5 } }).Figure().Traces("heatmap").Single();
        Assert.Equal([[0, 0], [0.5, 0.5]], trace["z"]!.Numbers());
    }
}
