using System.Text.Json;
using Spectre.Console;

namespace VisionAttention.Kit.Bench.Kernel;

/// <summary>What was measured, and on what.</summary>
/// <param name="Machine">Processor and cores.</param>
/// <param name="Peer">The other kernel, or why there is none.</param>
/// <param name="Results">The figures.</param>
internal sealed record KernelReport(string Machine, string Peer, IReadOnlyList<KernelFigure> Results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>For people.</summary>
    public string ToText()
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var heading in (string[])["measured", "C# kernel", "ipykernel", "", "ratio"])
        {
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "measured" or "" ? Justify.Left : Justify.Right });
        }

        foreach (var figure in Results)
        {
            table.AddRow(figure.Name, Number(figure.Ours), figure.Peer is { } peer ? Number(peer) : "", figure.Unit, figure.Ratio?.ToString("0.00") ?? "");
        }

        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 120;
        console.Write(table);
        return $"{Machine}\npeer: {Peer}\n{text}";
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.0" : "0");
}
