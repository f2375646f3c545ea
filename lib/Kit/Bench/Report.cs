using System.Text.Json;
using System.Text.Json.Serialization;
using Plotly.NET;
using Spectre.Console;

namespace VisionAttention.Kit.Bench;

/// <summary>What was measured, and on what.</summary>
/// <param name="Machine">Processor, cores, threads.</param>
/// <param name="Versions">What was compared: libraries and their versions, or why a peer is missing.</param>
/// <param name="Results">The figures.</param>
internal sealed record Report(string Machine, string Versions, IReadOnlyList<Figure> Results)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>A picture of some of the figures, for those who ask for it.</summary>
    [JsonIgnore]
    public GenericChart? Chart { get; init; }

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>For people.</summary>
    public string ToText()
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var heading in (string[])["measured", "ours", "peer", "unit", "ratio", ""])
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "ours" or "peer" or "ratio" ? Justify.Right : Justify.Left });
        foreach (var item in Results)
            table.AddRow(item.Name, Number(item.Ours), Number(item.Peer), item.Unit, item.Ratio?.ToString(item.Ratio < 0.1 ? "0.0000" : "0.00") ?? "", item.Note ?? "");
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 140;
        console.Write(table);
        return $"{Machine}\n{Versions}\n{text}";
    }

    private static string Number(double? value)
    {
        return value is { } given ? given.ToString(Math.Abs(given) < 10 ? "0.000" : Math.Abs(given) < 1000 ? "0.0" : "0") : "";
    }
}
