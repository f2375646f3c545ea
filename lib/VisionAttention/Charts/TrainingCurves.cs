using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Loss and accuracy while networks train.</summary>
/// <remarks>
/// A line holds 400 points at most. Longer runs are thinned: a point is then the mean of several reports that follow each other, at the mean
/// of their places; the last report stays as it is.
/// </remarks>
public static class TrainingCurves
{
    internal const int MostPoints = 400;

    /// <summary>Two charts side by side: training loss, and accuracy on held-out images.</summary>
    /// <param name="batchSize">Images in a step, so that the x axis counts images.</param>
    /// <param name="runs">A name and the reports of each run, in order; runs that have not begun may be empty.</param>
    /// <exception cref="ArgumentException">A batch size below 1, no runs, or a loss or an accuracy that is not finite.</exception>
    public static GenericChart Of(int batchSize, params (string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RequireBatch(batchSize);
        ChartRules.Some(runs.Length, "runs");
        foreach (var (name, reports) in runs)
        {
            ArgumentNullException.ThrowIfNull(reports);
            foreach (var report in reports)
            {
                if (!double.IsFinite(report.Loss) || !double.IsFinite(report.TestAccuracy ?? 0))
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"run {name} has a loss of {report.Loss} and a held-out accuracy of {report.TestAccuracy} at step {report.Step}: only finite numbers can be drawn"));
            }
        }
        return Drawn(batchSize, runs);
    }

    internal static void RequireBatch(int batchSize)
    {
        if (batchSize < 1)
            throw new ArgumentException($"batchSize {batchSize} is not above 0");
    }

    internal static GenericChart Drawn(int batchSize, IReadOnlyList<(string Name, IReadOnlyList<TrainingProgress> Reports)> runs)
    {
        var losses = new List<GenericChart>();
        var accuracies = new List<GenericChart>();
        foreach (var (name, reports) in runs)
        {
            var (colour, dash) = (Palette.Line(losses.Count), Palette.Dash(losses.Count));
            var group = $"run {losses.Count}";
            var (seen, loss) = Points(reports, batchSize, report => report.Loss, digits: 4);
            losses.Add(Chart.Line<double, double, string>(seen, loss, Name: name, LineColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
            var (measured, accuracy) = Points(reports.Where(report => report.TestAccuracy is not null), batchSize, report => report.TestAccuracy!.Value, digits: 2);
            accuracies.Add(Chart.Line<double, double, string>(
                measured, accuracy, ShowMarkers: measured.Length <= MostPoints / 4, Name: name, ShowLegend: false, LineColor: colour, MarkerColor: colour, LineWidth: 2, LineDash: dash)
                .WithTraceInfo(LegendGroup: group));
        }
        return Chart.Grid([Axes(losses, "training loss, nats"), Axes(accuracies, "held-out accuracy, %")], 1, 2, XGap: 0.2)
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0, Y: 1.04, YAnchor: StyleParam.YAnchorPosition.Bottom)
            .CourseLook(width: 900, height: 380);
    }

    private static GenericChart Axes(List<GenericChart> lines, string title)
    {
        return Chart.Combine(lines)
            .WithXAxisStyle<double, double, string>(TitleText: "training images seen, thousands", ShowGrid: true)
            .WithYAxisStyle<double, double, string>(TitleText: title, ShowGrid: true);
    }

    private static (double[] X, double[] Y) Points(IEnumerable<TrainingProgress> reports, int batchSize, Func<TrainingProgress, double> value, int digits)
    {
        var drawn = reports.Where(report => double.IsFinite(value(report))).ToArray();
        var (x, y) = LineThinning.Means(
            Array.ConvertAll(drawn, report => report.Step * batchSize / 1000.0), Array.ConvertAll(drawn, report => value(report)), MostPoints);
        return (x, Array.ConvertAll(y, number => Math.Round(number, digits)));
    }
}
