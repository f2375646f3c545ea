using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Charts;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>The chart of an ablation: means with their intervals, and beside them the paper's numbers on their own axis.</summary>
internal static class AblationChart
{
    /// <summary>Writes a page that needs no network.</summary>
    public static void Save(string path, Sweep sweep, AblationPlan plan, IReadOnlyList<SettingResult> results)
    {
        var ours = Axes(Means(results), $"here: top-1, %, mean and 95 % interval of {plan.Seeds}");
        var printed = results.Where(result => result.Paper is not null).ToArray();
        var chart = printed.Length == 0
            ? ours.WithSize(Width: 640, Height: 460)
            : Chart.Grid([ours, Axes(Points(printed, result => result.Paper!.Value, "paper", series: 1), $"paper: {sweep.PaperScale}, %")], 1, 2, XGap: 0.2).WithSize(Width: 1100, Height: 460);
        chart.SaveHtml(path);
    }

    private static GenericChart Means(IReadOnlyList<SettingResult> results)
    {
        List<GenericChart> parts = [Points(results, result => Math.Round(result.Interval.Mean, 3), "mean", series: 0)];
        foreach (var result in results.Where(result => result.Interval.Half is not null))
        {
            parts.Add(Chart.Line<string, double, string>(
                [result.Label, result.Label], [Math.Round(result.Interval.Low!.Value, 3), Math.Round(result.Interval.High!.Value, 3)],
                ShowLegend: false, LineColor: Palette.Line(0), LineWidth: 2));
        }
        return Chart.Combine(parts);
    }

    private static GenericChart Points(IReadOnlyList<SettingResult> results, Func<SettingResult, double> value, string name, int series)
    {
        return Chart.Point<string, double, string>(
            results.Select(result => result.Label).ToArray(), results.Select(value).ToArray(), Name: name, ShowLegend: false, MarkerColor: Palette.Line(series));
    }

    private static GenericChart Axes(GenericChart chart, string title)
    {
        return chart
            .WithXAxisStyle<string, string, string>(TitleText: "setting")
            .WithYAxisStyle<double, double, string>(TitleText: title, ShowGrid: true);
    }
}
