using Plotly.NET;
using VisionAttention.Charts;

namespace VisionAttention.Tests.Charts;

public class RooflineTests
{
    [Fact]
    public void The_roof_bends_where_memory_meets_arithmetic()
    {
        var figure = Roofline.Of(100, 20, new RooflineKernel("softmax", 0.5, 5)).Figure();
        var memory = Assert.Single(figure.Named("memory: 20 GB/s"));
        Assert.Equal(5, Figures.Row(memory["x"])[1]);
        Assert.Equal(100, Figures.Row(memory["y"])[1]);
        Assert.Single(figure.Named("arithmetic: 100 GFLOP/s, from 5 FLOP/byte on"));
        Assert.Single(figure.Named("softmax, 50 %"));
    }

    [Fact]
    public void A_kernel_above_the_roof_says_so() =>
        Assert.Single(Roofline.Of(100, 20, new RooflineKernel("softmax", 0.5, 15)).Figure().Named("softmax, 150 %: above the roof"));

    [Fact]
    public void Forty_kernels_in_one_place_leave_no_label_on_another()
    {
        var kernels = Enumerable.Range(0, 40).Select(index => new RooflineKernel($"kernel {index}", 1 + index * 0.01, 10)).ToArray();
        var figure = Roofline.Of(100, 20, kernels).Figure();
        var labelled = figure.Traces().Count(trace => (string?)trace["mode"] == "markers+text");
        Assert.InRange(labelled, 1, 8);
        // The legend names the others.
        Assert.Equal(40 - labelled, figure.Traces().Count(trace => (string?)trace["mode"] == "markers" && (bool)trace["showlegend"]!));
    }

    [Fact]
    public void Labels_take_the_first_free_place()
    {
        var places = new LabelPlaces(600, 400);
        places.AddMark((300, 200));
        Assert.Same(StyleParam.TextPosition.MiddleRight, places.Place((300, 200), "first"));
        Assert.Same(StyleParam.TextPosition.MiddleLeft, places.Place((300, 200), "second"));
        Assert.Same(StyleParam.TextPosition.MiddleLeft, places.Place((598, 200), "at the edge"));
    }

    [Fact]
    public void A_measurement_gives_intensity_and_speed()
    {
        var kernel = RooflineKernel.Measured("product", flops: 2e9, bytes: 1e9, seconds: 0.5);
        Assert.Equal((2, 4), (kernel.FlopsPerByte, kernel.GigaflopsPerSecond));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        var kernel = new RooflineKernel("softmax", 1, 1);
        Assert.Equal("peakGigaflopsPerSecond is 0: it must be a finite number above 0", Refusal.Of(() => Roofline.Of(0, 1, kernel)));
        Assert.Equal("there are no kernels to draw: give at least one", Refusal.Of(() => Roofline.Of(1, 1)));
    }
}
