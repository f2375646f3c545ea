using Spectre.Console;

namespace VisionAttention.Kit.Platform;

/// <summary>Tables: framed on a terminal, columns of plain text elsewhere.</summary>
internal static class TextTable
{
    /// <summary>Writes rows, the first of them the heading.</summary>
    public static void Write(TextWriter output, bool isTerminal, string alignment, IReadOnlyList<string[]> rows)
    {
        if (!isTerminal)
        {
            output.Write(Text(alignment, rows));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (heading, letter) in rows[0].Zip(alignment))
            table.AddColumn(new TableColumn(Markup.Escape(heading)) { Alignment = letter == 'r' ? Justify.Right : Justify.Left });
        foreach (var row in rows.Skip(1))
            table.AddRow(row.Select(Markup.Escape).ToArray());
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    /// <summary>The rows as lines, two spaces between columns; a single cell is a line of its own, which no column has to be wide enough for.</summary>
    public static string Text(string alignment, IReadOnlyList<string[]> rows)
    {
        var widths = alignment.Select((_, column) => rows.Where(row => row.Length > 1).Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => (row.Length == 1 ? row[0] : string.Join("  ", row.Select(Aligned)).TrimEnd()) + Environment.NewLine));

        string Aligned(string cell, int column) => alignment[column] == 'r' ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
    }
}
