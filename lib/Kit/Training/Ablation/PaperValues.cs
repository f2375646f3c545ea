using System.Globalization;
using System.Text;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>What papers print for the settings of a sweep, from paper-values.csv.</summary>
internal static class PaperValues
{
    private static readonly Dictionary<(string Sweep, string Setting), (double Value, string Source)> Values = Read();

    public static double? Of(Sweep sweep, string setting) => Values.TryGetValue((sweep.Name, setting), out var entry) ? entry.Value : null;

    /// <summary>Where the numbers of a sweep are printed; empty where there are none.</summary>
    public static string Source(Sweep sweep) => Values.FirstOrDefault(entry => entry.Key.Sweep == sweep.Name).Value.Source ?? "";

    private static Dictionary<(string, string), (double, string)> Read()
    {
        using var reader = new StreamReader(typeof(PaperValues).Assembly.GetManifestResourceStream("paper-values.csv")!);
        var values = new Dictionary<(string, string), (double, string)>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = Csv.Cells(line);
            values.Add((cells[0], cells[1]), (double.Parse(cells[2], CultureInfo.InvariantCulture), cells[3]));
        }
        return values;
    }
}

/// <summary>Lines of comma-separated values (RFC 4180), without line breaks in cells.</summary>
internal static class Csv
{
    public static string Line(params object?[] cells) =>
        string.Join(',', cells.Select(cell => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")));

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

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
