using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>Lines over a common axis.</summary>
public static class SeriesChart
{
    /// <summary>One line for each series, with the legend at the right.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="x">Places on the x axis.</param>
    /// <param name="series">A name and as many values as there are places.</param>
    /// <exception cref="ArgumentException">A series of another length.</exception>
    public static GenericChart Lines(string xTitle, string yTitle, IEnumerable<double> x, params (string Name, IReadOnlyList<double> Values)[] series)
    {
        var places = x.ToArray();
        return Of(xTitle, yTitle, [.. series.Select(entry => (entry.Name, (IReadOnlyList<double>)places, entry.Values))]);
    }

    /// <summary>Lines with places of their own.</summary>
    /// <param name="xTitle">What runs along the x axis, with its unit.</param>
    /// <param name="yTitle">What the values are, with their unit.</param>
    /// <param name="series">A name, places, and as many values.</param>
    /// <exception cref="ArgumentException">Places and values of different length, or no series.</exception>
    public static GenericChart Of(string xTitle, string yTitle, IReadOnlyList<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            throw new ArgumentException("there are no series to draw: give at least one");
        var lines = new List<GenericChart>();
        foreach (var (name, x, y) in series)
        {
            if (x.Count != y.Count)
                throw new ArgumentException($"series {name} has {x.Count} places and {y.Count} values: each place needs a value");
            lines.Add(Chart.Line<double, double, string>(
                x, y, ShowMarkers: x.Count <= 20, Name: name, ShowLegend: series.Count > 1, LineColor: Palette.Line(lines.Count), MarkerColor: Palette.Line(lines.Count), LineWidth: 2));
        }
        return Chart.Combine(lines)
            .WithXAxisStyle<double, double, string>(TitleText: xTitle, ShowGrid: true)
            .WithYAxisStyle<double, double, string>(TitleText: yTitle, ShowGrid: true)
            .WithSize(Width: 700, Height: 380);
    }
}
