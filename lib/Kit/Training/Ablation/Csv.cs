using System.Globalization;
using System.Text;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>Lines of comma-separated values (RFC 4180), without line breaks in cells.</summary>
internal static class Csv
{
    public static string Line(params object?[] cells)
    {
        return string.Join(',', cells.Select(cell => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")));
    }

    public static IReadOnlyList<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && isQuoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else if (line[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[at] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[at]);
            }
        }
        cells.Add(cell.ToString());
        return cells;
    }

    private static string Quoted(string text)
    {
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
