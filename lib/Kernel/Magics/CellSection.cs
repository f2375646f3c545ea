namespace VisionAttention.Kernel.Magics;

/// <summary>A part of a cell for one language; C# until a line such as <c>#!markdown</c> says otherwise.</summary>
internal sealed record CellSection(string Language, string Text)
{
    private const string CSharp = "csharp";

    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#!csharp"] = CSharp, ["#!c#"] = CSharp, ["#!markdown"] = "markdown", ["#!md"] = "markdown", ["#!html"] = "html",
        ["#!javascript"] = "javascript", ["#!js"] = "javascript",
    };

    internal static List<CellSection> Split(string cell)
    {
        if (!cell.Contains("#!", StringComparison.Ordinal))
        {
            return [new CellSection(CSharp, cell)];
        }

        var sections = new List<CellSection>();
        var language = CSharp;
        var text = cell.Split('\n');
        var lines = new List<string>();
        var directives = DirectiveLines(cell);
        for (var number = 0; number < text.Length; number++)
        {
            var next = LanguageOf(text[number]);
            if (next is not null && (language != CSharp || directives.Contains(number + 1)))
            {
                sections.Add(new CellSection(language, string.Join('\n', lines)));
                language = next;
                lines.Clear();

                // Empty lines stand for the sections before, so that an error names the cell's own line.
                lines.AddRange(Enumerable.Repeat("", number));
                if (next == CSharp)
                {
                    // What looked like a directive inside text of another language must not count, nor hide one.
                    directives = DirectiveLines(string.Join('\n', lines.Concat(text[number..])));
                }

                lines.Add(MagicList.IsRefused(Word(text[number])) ? text[number] : "");
            }
            else
            {
                lines.Add(text[number]);
            }
        }

        sections.Add(new CellSection(language, string.Join('\n', lines)));
        return [.. sections.Where(static section => section.Text.Trim().Length > 0)];
    }

    /// <summary>A .dib file as one cell. It begins with a block #!meta, up to the next line of that kind; empty lines stand for it, so that no line moves.</summary>
    internal static string ReadFile(string path)
    {
        var text = File.ReadAllText(path);
        if (!text.TrimStart().StartsWith("#!meta", StringComparison.Ordinal))
        {
            return text;
        }

        var next = text.IndexOf("\n#!", text.IndexOf("#!meta", StringComparison.Ordinal), StringComparison.Ordinal);
        return next < 0 ? "" : new string('\n', text.AsSpan(0, next + 1).Count('\n')) + text[(next + 1)..];
    }

    private static HashSet<int> DirectiveLines(string text) => [.. CellSource.Find(text).Select(static entry => entry.Directive.Line)];

    /// <summary>The language that a line switches to; a language that is not here belongs to C#, where the line is an error.</summary>
    private static string? LanguageOf(string line) =>
        Languages.TryGetValue(Word(line), out var language) ? language : MagicList.IsRefused(Word(line)) ? CSharp : null;

    private static string Word(string line)
    {
        var trimmed = line.Trim();
        return trimmed.StartsWith("#!", StringComparison.Ordinal) ? trimmed.Split(' ', '\t')[0] : "";
    }
}
