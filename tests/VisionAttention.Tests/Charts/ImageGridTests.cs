using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class ImageGridTests
{
    [Fact]
    public void Arrays_use_the_full_range_from_black_to_white()
    {
        var picture = ImageGrid.Of([new[,] { { -2.0, 0, 2 }, { 2, 1, -2 } }], ["edges"]).Figure().Traces("image").Single();
        Assert.Equal([0, 128, 255, 255, 191, 0], picture.Pixels(out var rows, out var columns, out var channels));
        Assert.Equal((2, 3, 1), (rows, columns, channels));
    }

    [Fact]
    public void Tensors_keep_their_brightness_and_their_colours()
    {
        var images = zeros(2, 3, 2, 2);
        images[1, 0, 0, 1] = 0.5f;
        images[1, 2, 1, 0] = 1f;
        var pictures = ImageGrid.Of(images, ["dark", "coloured"]).Figure().Traces("image");
        Assert.Equal(new byte[12], pictures[0].Pixels(out _, out _, out _));
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 0, 255, 0, 0, 0], pictures[1].Pixels(out _, out _, out var channels));
        Assert.Equal(3, channels);
        var bytes = ImageGrid.Of(full([1, 1, 1, 2], 77, dtype: ScalarType.Byte)).Figure().Traces("image").Single();
        Assert.Equal([77, 77], bytes.Pixels(out _, out _, out _));
    }

    [Fact]
    public void Right_and_wrong_predictions_differ_by_a_sign()
    {
        var titles = ImageGrid.Labelled(rand(2, 1, 3, 3), [0, 1], ["boot", "coat"], [0, 0]).Figure()["layout"]!["annotations"]!.AsArray();
        Assert.Equal(["✓ boot", "<b>✗ boot</b><br>is coat"], titles.Select(title => (string?)title!["text"]));
        titles = ImageGrid.Labelled(rand(2, 1, 3, 3), [0, 1], ["boot", "coat"]).Figure()["layout"]!["annotations"]!.AsArray();
        Assert.Equal(["boot", "coat"], titles.Select(title => (string?)title!["text"]));
    }

    [Fact]
    public void A_white_picture_has_a_frame()
    {
        var layout = ImageGrid.Of(ones(3, 1, 4, 5)).Layout();
        foreach (var axis in new[] { "xaxis", "yaxis", "xaxis3", "yaxis3" })
        {
            Assert.True((bool)layout[axis]!["showline"]! && (bool)layout[axis]!["mirror"]!);
            Assert.True(Wcag.Contrast((string)layout[axis]!["linecolor"]!, "#ffffff") >= 3);
        }
    }

    [Fact]
    public void Pictures_have_square_pixels_and_shrink_to_fit_a_notebook()
    {
        var chart = ImageGrid.Of(rand(5, 3, 224, 200));
        var figure = chart.Figure();
        _ = figure.Traces("image")[0].Pixels(out var rows, out var columns, out _);
        Assert.Equal((56, 50), (rows, columns));
        Assert.InRange(ChartDisplay.FigureJson(chart).Length + ChartDisplay.Html(chart).Length, 0, 200 * 1024);
        // plotly.js gives equal units to axes that bear a picture, unless they say something else.
        Assert.Null(figure["layout"]!["yaxis"]!["scaleanchor"]);
    }

    [Fact]
    public void Bad_pictures_are_refused_in_a_line()
    {
        Assert.Equal(
            "images hold 3.5: floats must be 0 to 1 and whole numbers 0 to 255 (divide by 255, or undo the normalisation)",
            Refusal.Of(() => ImageGrid.Of(full([1, 1, 2, 2], 3.5))));
        Assert.Equal("images are [1, 2, 3, 3], expected [B, 1 or 3, rows, columns]", Refusal.Of(() => ImageGrid.Of(rand(1, 2, 3, 3))));
        Assert.Equal("images are 65 pictures, at most 64 fit: draw a part, such as images.narrow(0, 0, 64)", Refusal.Of(() => ImageGrid.Of(rand(65, 1, 3, 3))));
        Assert.Equal("there are 2 pictures and 1 captions: each picture needs one", Refusal.Of(() => ImageGrid.Of(rand(2, 1, 3, 3), ["one"])));
        Assert.Equal("class 2 has no name: there are 2 class names", Refusal.Of(() => ImageGrid.Labelled(rand(1, 1, 3, 3), [2], ["a", "b"])));
    }
}
