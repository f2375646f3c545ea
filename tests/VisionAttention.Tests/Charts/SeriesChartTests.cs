using VisionAttention.Charts;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Charts;

public class SeriesChartTests
{
    private static readonly double[] Places = [1, 2, 4];

    [Fact]
    public void Ticks_are_what_was_asked_for()
    {
        var figure = SeriesChart.Of("heads", "accuracy, %", [new("ours", [1.0, 2, 4, 8], [60.0, 61, 62, 63])], new() { Ticks = [1, 2, 4, 8] }).Figure();

        Assert.Equal([1.0, 2, 4, 8], figure["layout"]!["xaxis"]!["tickvals"]!.AsArray().Select(tick => (double)tick!));
        Assert.Equal("heads", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void The_y_axis_ends_where_it_is_told_to()
    {
        double[] Range(SeriesChartOptions options) => Figures.Row(SeriesChart.Of("epoch", "accuracy, %", [new("ours", [1.0, 2], [60.0, 99])], options).Layout()["yaxis"]!["range"]);
        Assert.Equal([0.0, 100], Range(new() { YRange = (0, 100) }));
        Assert.Equal([0.0, 100], Range(new() { YRange = (0, 100), References = [new("guessing", 10)] }));
        Assert.Equal([1.0, 2], Range(new() { YRange = (10, 100), LogY = true }));
        Assert.Equal("YRange is (100, 0): the axis must rise", Refusal.Of(() => Range(new() { YRange = (100, 0) })));
        Assert.Equal("YRange is (0, 100): the axis must rise, and a logarithmic one takes numbers above 0", Refusal.Of(() => Range(new() { YRange = (0, 100), LogY = true })));
    }

    [Fact]
    public void Lines_carry_their_names_values_and_axis_titles()
    {
        var figure = SeriesChart.Lines("step", "loss, nats", Places, ("ours", [3.0, 2, 1]), ("theirs", [4.0, 3, 2])).Figure();
        Assert.Equal([3, 2, 1], Figures.Row(Assert.Single(figure.Named("ours"))["y"]));
        Assert.Equal([1, 2, 4], Figures.Row(Assert.Single(figure.Named("theirs"))["x"]));
        Assert.Equal("step", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Equal("loss, nats", (string?)figure["layout"]!["yaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void A_measurement_may_be_marks_on_the_line_of_its_formula()
    {
        var traces = SeriesChart.Of("size", "noise", [new("formula", Places, [4.0, 2, 1]), new("measured", Places, [4.1, 2, 1]) { HasMarksOnly = true }]).Figure().Traces();
        Assert.Equal(["lines+markers", "markers"], traces.Select(trace => (string?)trace["mode"]));
        Assert.NotEqual(traces[0]["line"]!["color"]!.ToJsonString(), traces[1]["marker"]!["color"]!.ToJsonString());
    }

    [Fact]
    public void A_band_over_seeds_is_student_s_interval()
    {
        var series = ChartSeries.OverSeeds("ours", [0.0, 1], [[1.0, 5], [2.0, 5], [3.0, 5]]);
        Assert.Equal([2.0, 5.0], series.Y);
        // s = 1, t = 4.3027 for 2 degrees of freedom.
        Assert.Equal(4.3027 / Math.Sqrt(3), series.Band![0], 1e-4);
        Assert.Equal(0, series.Band[1], 1e-12);
        var figure = SeriesChart.Of("step", "loss, nats", [series]).Figure();
        Assert.Equal(2 - 2.48416, Figures.Row(Assert.Single(figure.Named("ours, lower edge"))["y"])[0], 1e-4);
        var upper = Assert.Single(figure.Named("ours, upper edge"));
        Assert.Equal("tonexty", (string?)upper["fill"]);
        Assert.Equal(2 + 2.48416, Figures.Row(upper["y"])[0], 1e-4);
    }

    [Fact]
    public void Quantiles_beyond_the_table_follow_it_on()
    {
        // The whole numbers below n have the variance n·(n + 1) / 12.
        double Quantile(int n) => SampleInterval.Of([.. Enumerable.Range(0, n).Select(value => (double)value)]).Half!.Value / Math.Sqrt((n + 1) / 12.0);
        // t at 30, 40 and 120 degrees of freedom, as tables print it.
        Assert.Equal(2.0423, Quantile(31), 1e-4);
        Assert.Equal(2.0211, Quantile(41), 1e-4);
        Assert.Equal(1.9799, Quantile(121), 1e-4);
    }

    [Fact]
    public void A_level_line_crosses_the_chart_and_is_labelled_above()
    {
        var figure = SeriesChart.Of("step", "loss, nats", [new("ours", Places, [1.0, 0.5, 0.2])], new() { References = [new("guessing", 2.3)] }).Figure();
        Assert.Equal([1, 4], Figures.Row(figure.Named("guessing")[0]["x"]));
        Assert.Equal([2.3, 2.3], Figures.Row(figure.Named("guessing")[0]["y"]));
        Assert.Equal(["guessing"], figure.Texts());
        Assert.True(Figures.Row(figure["layout"]!["yaxis"]!["range"])[1] > 2.5);
    }

    [Fact]
    public void Logarithmic_axes_number_whole_steps()
    {
        var figure = SeriesChart.Of("tokens", "memory, MiB", [new("ours", [1.0, 100], [1.0, 10000])], new() { LogX = true, LogY = true }).Figure();
        Assert.Equal("log", (string?)figure["layout"]!["xaxis"]!["type"]);
        Assert.Equal("D2", (string?)figure["layout"]!["xaxis"]!["dtick"]);
        Assert.Equal("log", (string?)figure["layout"]!["yaxis"]!["type"]);
        Assert.Equal(1, (double)figure["layout"]!["yaxis"]!["dtick"]!);
    }

    [Fact]
    public void A_title_longer_than_its_axis_goes_on_in_a_second_line()
    {
        var layout = SeriesChart.Lines("step", "ImageNet top-1 accuracy, % (a paper of 2019)", Places, ("ours", Places)).Layout();
        Assert.Equal("ImageNet top-1 accuracy, % (a<br>paper of 2019)", (string?)layout["yaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void Tensors_become_lines()
    {
        using var scope = NewDisposeScope();
        var series = ChartSeries.Of("ours", arange(3), tensor(new[] { 1f, 0.5f, 0.25f }));
        Assert.Equal([0.0, 1, 2], series.X);
        Assert.Equal([1, 0.5, 0.25], series.Y);
        Assert.Equal("y is [3, 1], expected 1 dimension", Refusal.Of(() => ChartSeries.Of("ours", arange(3), zeros(3, 1))));
    }

    [Fact]
    public void A_million_points_are_thinned_and_keep_their_peaks()
    {
        var values = new double[1_000_000];
        (values[123_456], values[765_432]) = (5, -7);
        var places = Enumerable.Range(0, values.Length).Select(index => (double)index).ToArray();
        var figure = SeriesChart.Lines("step", "value", places, ("ours", values)).Figure();
        var (x, y) = (Figures.Row(figure.Traces()[0]["x"]), Figures.Row(figure.Traces()[0]["y"]));
        Assert.True(x.Length <= LineThinning.MostPoints);
        Assert.Equal(123_456, x[Array.IndexOf(y, 5)]);
        Assert.Equal(765_432, x[Array.IndexOf(y, -7)]);
        Assert.Equal((0, 999_999), (x[0], x[^1]));
        Assert.Equal(x.Order(), x);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_in_one_line()
    {
        string Drawn(double[] x, double[] y, SeriesChartOptions? options = null, double[]? band = null) =>
            Refusal.Of(() => SeriesChart.Of("step", "loss, nats", [new ChartSeries("ours", x, y) { Band = band }], options));
        Assert.Equal("series ours has 3 places and 2 values: each place needs a value", Drawn(Places, [1, 2]));
        Assert.Equal("series ours has the value NaN at index 1: only finite numbers can be drawn", Drawn(Places, [1, double.NaN, 2]));
        Assert.Equal("series ours has the value 0 at index 2: a logarithmic axis takes numbers above 0", Drawn(Places, [1, 2, 0], new() { LogY = true }));
        Assert.Equal("series ours has 3 values and a band of 1: each value needs one", Drawn(Places, [1, 2, 3], band: [1]));
        Assert.Equal("there are no series to draw: give at least one", Refusal.Of(() => SeriesChart.Lines("step", "loss, nats", Places)));
        Assert.Contains("yTitle is empty", Refusal.Of(() => SeriesChart.Lines("step", "", Places, ("ours", Places))), StringComparison.Ordinal);
        Assert.Contains("has 1 runs", Refusal.Of(() => ChartSeries.OverSeeds("ours", Places, [Places])), StringComparison.Ordinal);
    }
}
