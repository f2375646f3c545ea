using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Loss and accuracy while networks train.</summary>
public static class TrainingCurves
{
    /// <summary>Two charts side by side: training loss, and accuracy on held-out images.</summary>
    /// <param name="batchSize">Images in a step, so that the x axis counts images.</param>
    /// <param name="runs">A name and the reports of each run, in order; runs that have not begun may be empty.</param>
    public static GenericChart Of(int batchSize, params (string Name, IReadOnlyList<TrainingProgress> Reports)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Length == 0)
            throw new ArgumentException("there are no runs to draw: give at least one");
        var losses = new List<GenericChart>();
        var accuracies = new List<GenericChart>();
        foreach (var (name, reports) in runs)
        {
            var colour = Palette.Line(losses.Count);
            var measured = reports.Where(report => report.TestAccuracy is not null).ToArray();
            losses.Add(Chart.Line<double, double, string>(
                Thousands(reports, batchSize), reports.Select(report => Math.Round(report.Loss, 4)).ToArray(), Name: name, LineColor: colour, LineWidth: 2));
            accuracies.Add(Chart.Line<double, double, string>(
                Thousands(measured, batchSize), measured.Select(report => Math.Round(report.TestAccuracy!.Value, 2)).ToArray(),
                ShowMarkers: true, Name: name, ShowLegend: false, LineColor: colour, MarkerColor: colour, LineWidth: 2));
        }
        return Chart.Grid([Axes(losses, "training loss, nats"), Axes(accuracies, "held-out accuracy, %")], 1, 2, XGap: 0.2)
            .WithSize(Width: 900, Height: 380);
    }

    private static GenericChart Axes(List<GenericChart> lines, string title)
    {
        return Chart.Combine(lines)
            .WithXAxisStyle<double, double, string>(TitleText: "training images seen, thousands", ShowGrid: true)
            .WithYAxisStyle<double, double, string>(TitleText: title, ShowGrid: true);
    }

    private static double[] Thousands(IEnumerable<TrainingProgress> reports, int batchSize)
    {
        return [.. reports.Select(report => report.Step * batchSize / 1000.0)];
    }
}
