using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>What a change of setting does: our bars with every seed, and beside them what the paper found.</summary>
/// <remarks>
/// A bar is the mean over the seeds, the line on it the 95 % interval by Student's t (mean ± t·s/√n), a ring each seed. The paper's values
/// stand in a panel of their own with a scale of their own: another task, another data set, so that only the order of settings compares.
/// </remarks>
public static class AblationBars
{
    private const int PanelPixels = 180;
    private const int RowPixels = 56;
    private const int LegendGap = 30;
    private const int LetterPixels = 8;
    private const int BothPixels = 850;
    private const int AlonePixels = 600;

    private static readonly StyleParam.MarkerSymbol Cap = StyleParam.MarkerSymbol.NewModified(StyleParam.MarkerSymbol.LineNS, StyleParam.SymbolStyle.Open);
    private static readonly StyleParam.MarkerSymbol Ring = StyleParam.MarkerSymbol.NewModified(StyleParam.MarkerSymbol.Circle, StyleParam.SymbolStyle.Open);

    /// <summary>Draws the settings, the first at the top.</summary>
    /// <param name="valueTitle">What was measured and on which data, with its unit.</param>
    /// <param name="settings">The settings; names must differ.</param>
    /// <param name="paperTitle">What the paper measured, with its unit and the table it stands in; needed where a setting has the paper's value.</param>
    /// <param name="from">Where the axis of the bars begins. Bars from 0 are honest; another start shows small differences and the title says so.</param>
    /// <param name="upTo">
    /// Where it ends; an interval that goes further is cut there. Null for a little more than the longest, and never more than 100 for percent
    /// (a title with %, and no value above 100).
    /// </param>
    public static GenericChart Of(string valueTitle, IReadOnlyList<AblationSetting> settings, string? paperTitle = null, double from = 0, double? upTo = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ChartRules.Text(valueTitle, nameof(valueTitle), "say what was measured, with its unit");
        ChartRules.Some(settings.Count, "settings");
        Check(settings, from, upTo);
        var hasPaper = settings.Any(setting => setting.Paper is not null);
        if (hasPaper)
            ChartRules.Text(paperTitle, nameof(paperTitle), "say what the paper measured, with its unit and table");

        string[] order = [.. settings.Select(setting => setting.Name).Reverse()];
        var title = from == 0 ? valueTitle : string.Create(CultureInfo.InvariantCulture, $"{valueTitle} (the axis begins at {from})");
        var reach = Reach(settings, from, upTo, Most(valueTitle, settings.SelectMany(setting => setting.Seeds)));
        var ours = Rows(Ours(settings, from, reach.Item2), order, title, reach, hasNames: true);
        var written = 20 + LetterPixels * settings.Max(setting => Written(setting.Interval).Length);
        GenericChart[] panels = hasPaper ? [ours, Rows(Paper(settings), order, paperTitle!, Reach(settings, paperTitle!), hasNames: false)] : [ours];
        string[] titles = hasPaper ? [OursTitle(settings), "the paper's value: another scale"] : [OursTitle(settings)];
        string[] legend = ["mean of our runs", "95 % interval", "one seed", .. hasPaper ? (string[])["the paper's value"] : []];
        var rows = ChartLook.LegendRows(hasPaper ? BothPixels : AlonePixels - LetterPixels * order.Max(name => name.Length), legend);
        return Chart.Grid(panels, 1, panels.Length, SubPlotTitles: titles, XGap: 2.0 * written / (BothPixels + written))
            .LegendAbove(1 + (double)LegendGap / (RowPixels * settings.Count))
            .CourseLook(width: hasPaper ? 980 : 640 + written, PanelPixels + RowPixels * settings.Count + ChartLook.LegendRow * (rows - 1))
            .WithLegendRows(rows, LegendGap + 8)
            .WithRoom(right: hasPaper ? 30 : written);
    }

    private static void Check(IReadOnlyList<AblationSetting> settings, double from, double? upTo)
    {
        if (upTo <= from)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"upTo {upTo} is not above {from}, where the axis begins"));
        var names = new HashSet<string>();
        foreach (var (name, seeds, paper) in settings)
        {
            ChartRules.Text(name, "a setting's name", "say what was changed");
            if (!names.Add(name))
                throw new ArgumentException($"setting {name} is there twice: names must differ");
            if (seeds is null || seeds.Count == 0)
                throw new ArgumentException($"setting {name} has no runs: give the value of one seed at least");
            ChartRules.Numbers($"setting {name}", "value", seeds);
            ChartRules.Numbers($"setting {name}", "paper's value", [paper ?? 0]);
            if (from != 0 && seeds.Min() < from)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"setting {name} has a value of {seeds.Min()}, below {from}, where the axis begins"));
            if (seeds.Max() > upTo)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"setting {name} has a value of {seeds.Max()}, above {upTo}, where the axis ends"));
        }
    }

    // The numbers stand in a column behind the end of the axis, so that they lie on no bar, line or ring.
    private static List<GenericChart> Ours(IReadOnlyList<AblationSetting> settings, double from, double end)
    {
        // From the axis' start: a bar is as long as what the axis shows of it.
        List<GenericChart> parts =
        [
            Chart.Bar<double, string, string>(
                [.. settings.Select(setting => Rounded(setting.Interval.Mean - from))], Keys: settings.Select(setting => setting.Name).ToArray(), Base: from,
                Name: "mean of our runs", ShowLegend: true, MarkerColor: Palette.Bar),
        ];
        foreach (var setting in settings.Where(setting => setting.Interval.Half is not null))
        {
            parts.Add(Chart.Line<double, string, string>(
                [Rounded(setting.Interval.Low!.Value), Rounded(setting.Interval.High!.Value)], [setting.Name, setting.Name], ShowMarkers: true, MarkerSymbol: Cap,
                MarkerColor: Palette.Ink, LineColor: Palette.Ink, LineWidth: 2, Name: "95 % interval", ShowLegend: parts.Count == 1)
                .WithTraceInfo(LegendGroup: "interval"));
        }
        parts.Add(Chart.Point<double, string, string>(
            [.. settings.SelectMany(setting => setting.Seeds)], [.. settings.SelectMany(setting => setting.Seeds.Select(_ => setting.Name))],
            Name: "one seed", ShowLegend: true, MarkerColor: Palette.Ink, MarkerSymbol: Ring));
        parts.Add(Texts(settings.Select(setting => (setting.Name, end, Written(setting.Interval)))));
        return parts;
    }

    private static List<GenericChart> Paper(IReadOnlyList<AblationSetting> settings)
    {
        var known = settings.Where(setting => setting.Paper is not null).ToArray();
        return
        [
            Chart.Point<double, string, string>(
                [.. known.Select(setting => setting.Paper!.Value)], [.. known.Select(setting => setting.Name)],
                Name: "the paper's value", ShowLegend: true, MarkerColor: Palette.Mark, MarkerSymbol: StyleParam.MarkerSymbol.Diamond),
            Texts(known.Select(setting => (setting.Name, setting.Paper!.Value, setting.Paper.Value.ToString(CultureInfo.InvariantCulture)))),
        ];
    }

    private static GenericChart Rows(List<GenericChart> parts, string[] order, string title, Tuple<double, double> reach, bool hasNames) =>
        Chart.Combine(parts)
            .WithXAxisStyle<double, double, string>(TitleText: ChartLook.Wrapped(title, 380), ShowGrid: true, MinMax: reach)
            .WithYAxisStyle<double, double, string>(
                CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: order, MinMax: Tuple.Create(-0.5, order.Length - 0.5),
                Color: hasNames ? Palette.Ink : Palette.Hidden, ShowGrid: false);

    // Blanks keep the text off the mark.
    private static GenericChart Texts(IEnumerable<(string Name, double Place, string Text)> texts) => ChartLook.Texts(
        [.. texts.Select(text => text.Place)], texts.Select(text => text.Name).ToArray(), [.. texts.Select(text => $"  {text.Text}")], StyleParam.TextPosition.MiddleRight, "value")
        .Uncut();

    private static string OursTitle(IReadOnlyList<AblationSetting> settings)
    {
        var (fewest, most) = (settings.Min(setting => setting.Seeds.Count), settings.Max(setting => setting.Seeds.Count));
        return most == 1 ? "ours: one seed, so no interval" : $"ours: mean of {(fewest == most ? $"{most}" : $"{fewest} to {most}")} seeds, 95 % interval";
    }

    private static string Written(SampleInterval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Mean:0.##}") + (interval.Half is { } half ? string.Create(CultureInfo.InvariantCulture, $" ± {half:0.##}") : "");

    // What percent cannot be more than; null where values are something else.
    private static double? Most(string title, IEnumerable<double> values) => title.Contains('%', StringComparison.Ordinal) && values.Max() <= 100 ? 100 : null;

    private static Tuple<double, double> Reach(IReadOnlyList<AblationSetting> settings, double from, double? upTo, double? most)
    {
        var high = Math.Max(from, settings.Max(setting => setting.End));
        var low = from != 0 ? from : Math.Min(0, settings.Min(setting => Math.Min(setting.Seeds.Min(), setting.Interval.Low ?? setting.Interval.Mean)));
        return Tuple.Create(low, upTo ?? Math.Min(most ?? double.MaxValue, high + 0.05 * (high > low ? high - low : 1)));
    }

    // Room for the texts at the right; at the end of the axis they go on beside it.
    private static Tuple<double, double> Reach(IReadOnlyList<AblationSetting> settings, string title)
    {
        double[] values = [.. settings.Select(setting => setting.Paper).OfType<double>()];
        var span = values.Max() > values.Min() ? values.Max() - values.Min() : 1;
        return Tuple.Create(values.Min() - 0.2 * span, Math.Min(Most(title, values) ?? double.MaxValue, values.Max() + 0.4 * span));
    }

    internal static double Rounded(double value) => Math.Round(value, 6);
}

/// <summary>One setting of an ablation: our runs and, where there is one, the paper's value.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Seeds">A value for each run; the runs differ in their seed alone.</param>
/// <param name="Paper">The value that the paper prints; null where it has none.</param>
public sealed record AblationSetting(string Name, IReadOnlyList<double> Seeds, double? Paper = null)
{
    internal SampleInterval Interval => SampleInterval.Of(Seeds);

    /// <summary>Where the last of its marks stands.</summary>
    internal double End => Math.Max(Seeds.Max(), AblationBars.Rounded(Interval.High ?? Interval.Mean));
}
