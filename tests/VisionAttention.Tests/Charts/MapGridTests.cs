using System.Text.Json.Nodes;
using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class MapGridTests
{
    [Fact]
    public void Maps_share_one_scale_with_a_colour_bar()
    {
        var map = Map(MapGrid.Of(tensor(new[,,] { { { 1.0, 2 } }, { { 3.0, 8 } } }), "logit", ["a", "b"]).Figure());
        Assert.Equal([[1.0, 2, double.NaN, 3, 8]], map["z"]!.Numbers());
        Assert.True((bool)map["showscale"]!);
        Assert.Equal((0.0, 8.0), ((double)map["zmin"]!, (double)map["zmax"]!));
        Assert.Equal("#ffffff", Colours(map)[0]);
        // As wide as the map, and with more room below it.
        MapGridOptions wordy = new() { RowTitle = "query pixel, row by row", ColumnTitle = "key pixel, row by row", MapPixels = 200 };
        Assert.Contains("across: key pixel, row by<br>row; down: query pixel, row<br>by row; colour: logit", MapGrid.Of(zeros(1, 2, 2), "logit", options: wordy).Figure().Texts());
        Assert.Contains("colour: logit", MapGrid.Of(zeros(1, 2, 2), "logit").Figure().Texts());
    }

    [Fact]
    public void Below_0_is_orange_and_0_is_white_wherever_the_scale_ends()
    {
        var map = Map(MapGrid.Of(tensor(new[,,] { { { -2.0, 4 } } }), "logit").Figure());
        var white = map["colorscale"]!.AsArray().Single(stop => Hex(stop![1]) == "#ffffff");
        Assert.Equal(1.0 / 3, (double)white![0]!, 1e-5);
        map = Map(MapGrid.Of(tensor(new[,,] { { { 1.0, 4 } } }), "entry", options: new() { Scale = (0, 6) }).Figure());
        Assert.Equal((0.0, 6.0), ((double)map["zmin"]!, (double)map["zmax"]!));
    }

    [Fact]
    public void Texts_marks_and_names_stand_at_their_cells()
    {
        var figure = MapGrid.Of(zeros(2, 2, 3), "entry", options: new()
        {
            RowNames = ["above", "below"], ColumnNames = ["l", "m", "r"], RowTitle = "query", ColumnTitle = "key",
            Texts = (map, row, column) => $"{map} {row} {column}", Marks = [(1, 0, 2)],
        }).Figure();
        Assert.Contains("1 1 2", figure.Texts());
        var layout = figure["layout"]!;
        Assert.Equal(["l", "m", "r", "l", "m", "r"], layout["xaxis"]!["ticktext"]!.AsArray().Select(text => (string?)text));
        Assert.Equal([0.5, 1.5], Figures.Row(layout["yaxis"]!["tickvals"]));
        Assert.Equal("across: key; down: query; colour: entry", (string?)layout["xaxis"]!["title"]!["text"]);
        var mark = figure.Traces("scatter").Single(trace => (string?)trace["mode"] == "markers");
        Assert.Equal(Figures.Row(layout["xaxis"]!["tickvals"])[5], Figures.Row(mark["x"])[0]);
        Assert.Equal(0.5, Figures.Row(mark["y"])[0]);
    }

    [Fact]
    public void Bad_maps_are_refused_in_a_line()
    {
        string Of(MapGridOptions options) => Refusal.Of(() => MapGrid.Of(zeros(2, 2, 3), "entry", options: options));
        Assert.Equal("maps are [2, 3], expected [maps, rows, columns] with 1 to 64 maps of one number or more", Refusal.Of(() => MapGrid.Of(zeros(2, 3), "entry")));
        Assert.Equal("there are 1 titles for 2 maps: each map needs one", Refusal.Of(() => MapGrid.Of(zeros(2, 2, 3), "entry", ["a"])));
        Assert.Equal("there are 1 names for 2 rows: each row needs one", Of(new() { RowNames = ["a"] }));
        Assert.Equal("Scale is (1, 1): it must rise", Of(new() { Scale = (1, 1) }));
        Assert.Equal("the mark (0, 2, 0) is outside of 2 maps of 2×3", Of(new() { Marks = [(0, 2, 0)] }));
    }

    private static JsonObject Map(JsonNode figure) => figure.Traces("heatmap").Single();

    private static string[] Colours(JsonObject map) => [.. map["colorscale"]!.AsArray().Select(stop => Hex(stop![1]))];

    // plotly.js takes both; Plotly.NET writes rgba.
    private static string Hex(JsonNode? colour)
    {
        var text = (string)colour!;
        if (text.StartsWith('#'))
            return text;
        var parts = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(',').Take(3).Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
        return "#" + string.Concat(parts.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
