using FusedAttention;
using Plotly.NET;
using VisionAttention.Charts;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Kit.Bench;

/// <summary>How the time of a step grows with the side H of the image and with the side k of the window.</summary>
internal sealed class GrowthCurves
{
    private const long Channels = 64;
    private const long Batch = 32;
    private const long Side = 32;
    private const int Window = 7;

    private static readonly long[] Sides = [16, 24, 32, 48, 64];
    private static readonly int[] Windows = [3, 5, 7, 9, 11];

    private readonly Dictionary<(string Part, long Side, int Window), double[]> _times = [];

    /// <summary>Measures everything.</summary>
    public GrowthCurves(Func<Subject[], double[][]> inTurn)
    {
        var shapes = Sides.Select(side => (side, Window)).Union(Windows.Select(window => (Side, window))).ToArray();
        var cores = Array.ConvertAll(shapes, shape => AttentionBench.Core(Channels, shape.Item1, shape.Item2));
        var layers = Array.ConvertAll(shapes, shape => AttentionBench.Layer(Channels, Batch, shape.Item1, shape.Item2, Engine.FusedCpu));
        var times = inTurn([.. cores, .. layers]);
        for (var index = 0; index < shapes.Length; index++)
        {
            _times[("core", shapes[index].Item1, shapes[index].Item2)] = times[index];
            _times[("layer", shapes[index].Item1, shapes[index].Item2)] = times[shapes.Length + index];
        }
    }

    /// <summary>Each point beside what the smallest one foretells: time in proportion to the pixels, or to k². A ratio of 1 is just that growth, below 1 a slower one.</summary>
    public IEnumerable<Figure> Figures()
    {
        foreach (var part in (string[])["core", "layer"])
        {
            foreach (var side in Sides[1..])
                yield return Against($"growth/side/{part}/H{side}-vs-pixels-of-H{Sides[0]}", Times(part, side, Window), Times(part, Sides[0], Window), Area(side, Sides[0]));
            foreach (var window in Windows[1..])
                yield return Against($"growth/window/{part}/k{window}-vs-area-of-k{Windows[0]}", Times(part, Side, window), Times(part, Side, Windows[0]), Area(window, Windows[0]));
        }
        yield return Against("growth/side/H64-vs-4-times-H32", Times("core", 64, Window), Times("core", 32, Window), Area(64, 32));
        yield return Against("growth/side/H32-vs-4-times-H16", Times("core", 32, Window), Times("core", 16, Window), Area(32, 16));
        yield return Against("growth/window/k11-vs-k7-by-area", Times("core", Side, 11), Times("core", Side, 7), Area(11, 7));
        yield return Against("growth/window/k7-vs-k3-by-area", Times("core", Side, 7), Times("core", Side, 3), Area(7, 3));
    }

    /// <summary>Two charts side by side, both axes logarithmic: what grows in proportion to something is a line as steep as the dashed one.</summary>
    public GenericChart Draw()
    {
        var sides = Panel($"side H of the image, pixels (k = {Window})", "in proportion to H²", [.. Sides], (part, side) => Times(part, (long)side, Window), isNamed: false);
        var windows = Panel($"side k of the window (H = {Side})", "in proportion to H², to k²", Array.ConvertAll(Windows, window => (double)window), (part, window) => Times(part, Side, (int)window), isNamed: true);
        return Chart.Grid([sides, windows], 1, 2, XGap: 0.2).CourseLook(1060, 440);
    }

    private static GenericChart Panel(string title, string reference, double[] x, Func<string, double, double[]> times, bool isNamed)
    {
        var lines = new List<GenericChart>();
        foreach (var part in (string[])["core", "layer"])
        {
            var colour = Palette.Line(lines.Count / 2);
            var milliseconds = Array.ConvertAll(x, place => Figure.Median(times(part, place)));
            lines.Add(Chart.Line<double, double, string>(
                x, milliseconds, ShowMarkers: true, Name: part == "core" ? "attention alone" : "whole layer", ShowLegend: isNamed, LineColor: colour, MarkerColor: colour, LineWidth: 2));
            lines.Add(Chart.Line<double, double, string>(
                x, Array.ConvertAll(x, place => milliseconds[0] * Area(place, x[0])), Name: reference, ShowLegend: isNamed && part == "core",
                LineColor: colour, LineWidth: 1, LineDash: StyleParam.DrawingStyle.Dash));
        }
        return Chart.Combine(lines).Axes(title, "forward and backward, ms", StyleParam.AxisType.Log, StyleParam.AxisType.Log);
    }

    private double[] Times(string part, long side, int window) => _times[(part, side, window)];

    private static Figure Against(string name, double[] times, double[] smaller, double factor) =>
        AttentionBench.Against(name, times, Array.ConvertAll(smaller, time => factor * time));

    private static double Area(double side, double other) => side * side / (other * other);
}
