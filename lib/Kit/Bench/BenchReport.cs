using System.Text.Json;
using System.Text.Json.Serialization;
using Plotly.NET;
using Spectre.Console;
using VisionAttention.Training.Runs;

namespace VisionAttention.Kit.Bench;

/// <summary>What was measured, and on what.</summary>
/// <param name="Machine">Processor, cores, threads.</param>
/// <param name="Versions">What was compared: libraries and their versions, or why a peer is missing.</param>
/// <param name="Results">The figures.</param>
internal sealed record BenchReport(string Machine, string Versions, IReadOnlyList<Figure> Results)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>The machine that figures are from.</summary>
    public static string ThisMachine => $"{RunMachine.Processor()}, {Environment.ProcessorCount} cores";

    /// <summary>A picture of some of the figures, for those who ask for it.</summary>
    [JsonIgnore]
    public GenericChart? Chart { get; init; }

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>For people.</summary>
    public string ToText()
    {
        var table = new Table().Border(TableBorder.Minimal);
        var archived = Results.Any(static item => item.Archived is not null);
        foreach (var heading in (string[])["measured", "ours", "peer", "unit", "ratio", archived ? "archived" : ""])
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "ours" or "peer" or "ratio" or "archived" ? Justify.Right : Justify.Left });
        foreach (var item in Results)
            table.AddRow(item.Name, Number(item.Ours), Number(item.Peer), item.Unit, item.Ratio?.ToString(item.Ratio < 0.1 ? "0.0000" : "0.00") ?? "", item.Note ?? Number(item.Archived));
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 140;
        console.Write(table);
        return $"{Machine}\n{Versions}\n{text}";
    }

    private static string Number(double? value) =>
        value is { } given ? given.ToString(Math.Abs(given) < 10 ? "0.000" : Math.Abs(given) < 1000 ? "0.0" : "0") : "";
}

/// <summary>One thing measured here and, where there is one to compare with, on a peer in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">The median here.</param>
/// <param name="Peer">The peer's median, or null.</param>
/// <param name="Unit">Of both: µs, ms, s, MiB, bytes, images/s.</param>
internal sealed record Figure(string Name, double Ours, double? Peer, string Unit)
{
    /// <summary>Ours divided by the peer's; below 1 is better here (but for images/s). Of figures measured in turn it is the median of the neighbours' ratios.</summary>
    public double? Ratio { get; init; } = Peer > 0 ? Ours / Peer : null;

    /// <summary>The median of dotnet-interactive, which is archived, or null.</summary>
    public double? Archived { get; init; }

    /// <summary>How far the two are known to do the same.</summary>
    public string? Note { get; init; }

    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

/// <summary>Times measured in turn, one here and one there.</summary>
internal sealed class Pairs
{
    private readonly List<(double Here, double? There)> _times = [];

    /// <summary>Adds two neighbours, in seconds.</summary>
    public void Add(double here, double? there) => _times.Add((here, there));

    /// <summary>The medians of both sides, and the median of the ratios: what slows the machine for a while slows both neighbours.</summary>
    public Figure Measured(string name, string? note = null)
    {
        var ratios = _times.Select(pair => pair.Here / pair.There).OfType<double>().ToList();
        var there = _times.Select(pair => pair.There).OfType<double>().ToList();
        return new Figure(name, Figure.Median(_times.Select(pair => pair.Here)) * 1e3, there.Count == 0 ? null : Figure.Median(there) * 1e3, "ms")
        {
            Ratio = ratios.Count == 0 ? null : Figure.Median(ratios),
            Note = note,
        };
    }
}
