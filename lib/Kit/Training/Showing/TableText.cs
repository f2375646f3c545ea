using Spectre.Console;

namespace VisionAttention.Kit.Training.Showing;

/// <summary>Tables: framed on a terminal, columns of plain text elsewhere.</summary>
internal static class TableText
{
    /// <summary>Writes rows, the first of them the heading.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="alignment">One letter for each column: l for left, r for right.</param>
    /// <param name="rows">As many cells in each as letters.</param>
    public static void Write(Terminal terminal, string alignment, IReadOnlyList<string[]> rows)
    {
        if (terminal.IsTerminal)
        {
            var table = new Table().Border(TableBorder.Rounded);
            for (var column = 0; column < alignment.Length; column++)
                table.AddColumn(new TableColumn(Markup.Escape(rows[0][column])) { Alignment = alignment[column] == 'r' ? Justify.Right : Justify.Left });
            foreach (var row in rows.Skip(1))
                table.AddRow(row.Select(Markup.Escape).ToArray());
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
            return;
        }
        var widths = Enumerable.Range(0, alignment.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => alignment[column] == 'r' ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            terminal.Out.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
