using Plotly.NET;
using VisionAttention.Lessons;
using VisionAttention.Training;
using VisionAttention.Tests.Charts;

namespace VisionAttention.Tests.Lessons;

public class TrainingCurvesTests
{
    private readonly ManualClock _clock = new();
    private readonly List<GenericChart> _shown = [];

    [Fact]
    public void A_second_of_fast_reports_is_drawn_four_times_at_most()
    {
        using var live = Live();
        _clock.Pass(1000);
        for (var step = 1; step <= 100; step++)
        {
            live.Report(Moment(step, steps: 1000));
            _clock.Pass(10);
        }
        Assert.Equal(1 + 4, _shown.Count);
    }

    [Fact]
    public void A_report_that_came_too_early_is_drawn_with_the_next_or_at_the_end()
    {
        var live = Live();
        _clock.Pass(250);
        live.Report(Moment(1, steps: 100));
        _clock.Pass(249);
        live.Report(Moment(2, steps: 100));
        Assert.Equal(2, _shown.Count);
        live.Dispose();
        Assert.Equal(3, _shown.Count);
        Assert.Equal([0.01, 0.02], Figures.Row(Shown()[^1][0]["x"]));
        live.Dispose();
        Assert.Equal(3, _shown.Count);
    }

    [Fact]
    public void The_last_report_of_a_run_is_drawn_at_once()
    {
        var live = Live();
        live.Report(Moment(1, steps: 2));
        Assert.Single(_shown);
        live.Report(Moment(2, steps: 2));
        Assert.Equal(2, _shown.Count);
    }

    [Fact]
    public void A_long_run_has_few_points_and_ends_with_its_last_report()
    {
        using var live = Live();
        for (var step = 1; step <= 5003; step++)
            live.Report(Moment(step, steps: 5003));
        var (x, y) = (Figures.Row(Shown()[^1][0]["x"]), Figures.Row(Shown()[^1][0]["y"]));
        Assert.InRange(x.Length, 200, TrainingCurves.MostPoints);
        Assert.Equal(50.03, x[^1], 1e-9);
        Assert.Equal(Math.Round(1.0 / 5003, 4), y[^1], 1e-9);
        // 5002 reports before the last make stretches of 13: the first mean is over steps 1 to 13.
        Assert.Equal(0.07, x[0], 1e-9);
        Assert.Equal(Math.Round(Enumerable.Range(1, 13).Average(step => 1.0 / step), 4), y[0], 1e-9);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_a_gap_and_a_note()
    {
        using var live = Live();
        live.Report(Moment(1, steps: 3));
        live.Report(Moment(2, steps: 3) with { Loss = double.NaN });
        live.Report(Moment(3, steps: 3));
        var line = Shown()[^1][0];
        Assert.Equal("ours (loss not finite from step 2)", (string?)line["name"]);
        Assert.Equal([0.01, 0.03], Figures.Row(line["x"]));
    }

    [Fact]
    public void Runs_that_are_over_stand_side_by_side()
    {
        var traces = TrainingCurves.Of(10, ("ours", [Moment(1, steps: 20), Moment(20, steps: 20)]), ("theirs", [Moment(1, steps: 1)])).Figure().Traces();
        Assert.Equal(["ours", "theirs", "ours", "theirs"], traces.Select(trace => (string?)trace["name"]));
        Assert.Equal([0.2], Figures.Row(traces[2]["x"]));
        Assert.Equal([60.0], Figures.Row(traces[2]["y"]));
    }

    [Fact]
    public void Reports_of_many_threads_are_all_kept()
    {
        using (var live = Live())
            Parallel.For(0, 300, step => live.Report(Moment(step + 1, steps: 1000)));
        Assert.Equal(300, Figures.Row(Shown()[^1][0]["x"]).Distinct().Count());
    }

    private LiveTrainingCurves Live() => new(10, "ours", _shown.Add, clock: _clock);

    private IReadOnlyList<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Shown() => [.. _shown.Select(chart => chart.Figure().Traces())];

    private static TrainingProgress Moment(int step, int steps) =>
        new(step, steps, 1.0 / step, 50, TestAccuracy: step % 20 == 0 ? 60 : null, 1e-3, 100);
}
