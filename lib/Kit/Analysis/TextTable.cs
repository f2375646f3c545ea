using System.Text;

namespace VisionAttention.Kit.Analysis;

/// <summary>Rows of text in columns, two spaces between them.</summary>
/// <param name="alignment">One letter for each column: l for left, r for right.</param>
internal sealed class TextTable(string alignment)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; a single cell is a line of its own, which no column has to be wide enough for.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString()
    {
        var rows = _rows.Where(row => row.Length > 1).ToList();
        var widths = Enumerable.Range(0, alignment.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
            text.AppendLine(row.Length == 1 ? row[0] : string.Join("  ", row.Select((cell, column) => Aligned(cell, column, widths[column]))).TrimEnd());
        return text.ToString();
    }

    private string Aligned(string cell, int column, int width) => alignment[column] == 'r' ? cell.PadLeft(width) : cell.PadRight(width);
}
