namespace VisionAttention.Kernel.Magics;

/// <summary>A part of a cell for one language; C# until a line such as <c>#!markdown</c> says otherwise.</summary>
internal sealed record CellSection(string Language, string Text)
{
    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#!csharp"] = "csharp", ["#!c#"] = "csharp", ["#!markdown"] = "markdown", ["#!html"] = "html",
        ["#!javascript"] = "javascript", ["#!js"] = "javascript",
    };

    internal static List<CellSection> Split(string cell)
    {
        if (!cell.Contains("#!", StringComparison.Ordinal))
        {
            return [new CellSection("csharp", cell)];
        }

        var sections = new List<CellSection>();
        var language = "csharp";
        var lines = new List<string>();
        var number = 0;
        foreach (var line in cell.Split('\n'))
        {
            if (Languages.TryGetValue(line.Trim(), out var next))
            {
                sections.Add(new CellSection(language, string.Join('\n', lines)));
                language = next;
                lines.Clear();

                // Empty lines stand for the sections before, so that an error names the cell's own line.
                lines.AddRange(Enumerable.Repeat("", number + 1));
            }
            else
            {
                lines.Add(line);
            }

            number++;
        }

        sections.Add(new CellSection(language, string.Join('\n', lines)));
        return [.. sections.Where(static section => section.Text.Trim().Length > 0)];
    }
}
