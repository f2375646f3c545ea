using System.Globalization;
using System.Text.RegularExpressions;
using Plotly.NET;
using VisionAttention.Charts;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>What an ablation came to: a table, two CSV files, a chart, and which of the paper's orderings are found.</summary>
internal sealed class AblationReport(Sweep sweep, AblationPlan plan, string folder, AblationRuns runs)
{
    private readonly IReadOnlyList<SettingResult> _results = runs.Results();

    /// <summary>Writes runs.csv, summary.csv and chart.html into the folder.</summary>
    public void Write()
    {
        WriteLines("runs.csv",
        [
            Csv.Line("sweep", "setting", "seed", "top1", "top5", "loss", "seconds", "data", "images", "epochs", "width", "test_images", "paper", "paper_source", "cut"),
            .. runs.Records().Select(run =>
            {
                var last = run.Record.Reports.Last(report => report.TestAccuracy is not null);
                return Csv.Line(
                    sweep.Name, run.Setting.Label, run.Seed, last.TestAccuracy, last.TestTop5Accuracy, last.TestLoss, last.Seconds,
                    plan.Data, plan.Images, plan.Epochs, plan.Width, plan.TestImages, PaperValues.Of(sweep, run.Setting.Label), PaperValues.Source(sweep), plan.Cut);
            }),
        ]);
        WriteLines("summary.csv",
        [
            Csv.Line("sweep", "setting", "seeds", "mean_top1", "low_95", "high_95", "paper", "paper_source", "paper_scale", "scale", "cut"),
            .. _results.Select(result => Csv.Line(
                sweep.Name, result.Label, result.Top1.Count, result.Interval.Mean, result.Interval.Low, result.Interval.High, result.Paper,
                PaperValues.Source(sweep), sweep.PaperScale, plan.Scale, plan.Cut)),
        ]);
        AblationChart.Save(
            Path.Combine(folder, "chart.html"), $"top-1, %: {plan.Scale}", _results, sweep.PaperScale is { } scale ? $"top-1, %: {scale}<br>({PaperValues.Source(sweep)})" : null);
    }

    /// <summary>Shows it to a person.</summary>
    public void Show(Terminal terminal)
    {
        var hasPaper = sweep.PaperScale is not null;
        terminal.Out.WriteLine($"{sweep.Name}: {sweep.Title}");
        terminal.Out.WriteLine($"here: {sweep.BaseWords[1]} on {plan.Scale}, {plan.Seeds} {(plan.Seeds == 1 ? "seed" : "seeds")}{(plan.Cut.Length > 0 ? $"; {plan.Cut}" : "")}");
        if (hasPaper)
            terminal.Out.WriteLine($"paper: {sweep.PaperScale} ({PaperValues.Source(sweep)})");
        string[] heading = hasPaper ? ["setting", "top-1 %", "95 % interval", "paper %"] : ["setting", "top-1 %", "95 % interval"];
        terminal.Table(hasPaper ? "lrrr" : "lrr", [heading, .. _results.Select(result => Cells(result, hasPaper))]);
        var orderings = Ordering.Of(_results);
        if (orderings.Count > 0)
            terminal.Out.WriteLine("the paper's order, neighbour by neighbour; differences are taken seed by seed, intervals are 95 %:");
        foreach (var ordering in orderings)
            terminal.Out.WriteLine($"  {ordering}");
        terminal.Out.WriteLine($"{folder} has runs.csv, summary.csv, chart.html and every run");
    }

    /// <summary>The same for a program, as one line.</summary>
    public string ToJson()
    {
        return JsonLines.Of(new
        {
            kind = "ablation",
            sweep = sweep.Name,
            folder,
            plan.Data, plan.Images, plan.Epochs, plan.Width, plan.TestImages, plan.Seeds, plan.Cut,
            paperScale = sweep.PaperScale,
            paperSource = PaperValues.Source(sweep),
            settings = _results.Select(result => new { setting = result.Label, result.Top1, result.Interval.Mean, result.Interval.Low, result.Interval.High, result.Paper }),
            orderings = Ordering.Of(_results).Select(ordering => new
            {
                ordering.Better, ordering.Worse, ordering.Paper, ours = ordering.Ours.Mean, low = ordering.Ours.Low, high = ordering.Ours.High, ordering.Verdict,
            }),
        });
    }

    /// <summary>A setting as a row of a table.</summary>
    public static string[] Cells(SettingResult result, bool hasPaper)
    {
        var interval = result.Interval;
        var (mean, ends) = (
            string.Create(CultureInfo.InvariantCulture, $"{interval.Mean:0.00}"),
            interval.Half is null ? "one seed" : string.Create(CultureInfo.InvariantCulture, $"{interval.Low:0.00} to {interval.High:0.00}"));
        return hasPaper ? [result.Label, mean, ends, result.Paper?.ToString("0.0##", CultureInfo.InvariantCulture) ?? "not printed"] : [result.Label, mean, ends];
    }

    private void WriteLines(string name, IEnumerable<string> lines)
    {
        var text = string.Join(Environment.NewLine, lines) + Environment.NewLine;
        AtomicFile.WriteText(Path.Combine(folder, name), text);
    }
}

/// <summary>The chart of an ablation: means with their intervals and every seed, and beside them the paper's numbers on their own axis.</summary>
internal static partial class AblationChart
{
    private const double Step = 10;

    [GeneratedRegex("<div id=\"([0-9a-f-]{36})\">")]
    private static partial Regex Name();

    /// <summary>Writes a page that needs no network.</summary>
    public static void Save(string path, string title, IReadOnlyList<SettingResult> results, string? paperTitle = null)
    {
        // Differences of a point would not be seen from 0 on; the axis says where it begins.
        var from = Math.Floor(results.Min(result => result.Top1.Min()) / Step) * Step;
        var settings = results.Select(result => new AblationSetting(result.Label, result.Top1, result.Paper)).ToArray();
        var chart = AblationBars.Of(title, settings, paperTitle, from);
        var page = GenericChart.toEmbeddedHTML(chart);
        // Plotly.NET names the chart anew each time; shards that write the same results write the same bytes.
        var name = Name().Match(page).Groups[1].Value;
        AtomicFile.WriteText(path, page.Replace(name, "chart", StringComparison.Ordinal).Replace(name.Replace("-", "", StringComparison.Ordinal), "chart", StringComparison.Ordinal));
    }
}
