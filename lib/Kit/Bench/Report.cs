using System.Text.Json;
using Spectre.Console;

namespace VisionAttention.Kit.Bench;

/// <summary>What was measured, and on what.</summary>
/// <param name="Machine">Processor, cores, threads.</param>
/// <param name="Torch">The libtorch here.</param>
/// <param name="PythonTorch">Python's torch, or why there is none.</param>
/// <param name="Measurements">The figures.</param>
internal sealed record Report(string Machine, string Torch, string PythonTorch, IReadOnlyList<Measurement> Measurements)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>For people.</summary>
    public string ToText()
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var heading in (string[])["measured", "here µs", "Python µs", "ratio", "bytes", ""])
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "measured" or "" ? Justify.Left : Justify.Right });
        foreach (var item in Measurements)
            table.AddRow(item.Name, Number(item.Microseconds), Number(item.PythonMicroseconds), item.Ratio?.ToString("0.00") ?? "", item.AllocatedBytes?.ToString() ?? "", item.Note ?? "");
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 140;
        console.Write(table);
        return $"{Machine}\nlibtorch {Torch}; Python's torch: {PythonTorch}\n{text}";
    }

    private static string Number(double? microseconds) => microseconds is { } given ? given.ToString(given < 100 ? "0.000" : "0") : "";
}
