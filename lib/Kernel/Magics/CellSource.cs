using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>A cell taken apart: its directives, and its code with those lines blanked so that every place stays where it was.</summary>
internal sealed record CellSource(string Code, IReadOnlyList<Directive> Directives)
{
    internal static CellSource Read(string text)
    {
        if (!text.Contains('#'))
        {
            return new CellSource(text, []);
        }

        var directives = new List<Directive>();
        var code = text.ToCharArray();
        var tree = ScriptHost.Parse(text);
        var source = tree.GetText();

        // The compiler's own parse tells a directive from a line inside a string or a comment.
        foreach (var trivia in tree.GetRoot().DescendantTrivia())
        {
            var isOurs = trivia.Kind() is SyntaxKind.ReferenceDirectiveTrivia or SyntaxKind.LoadDirectiveTrivia
                or SyntaxKind.ShebangDirectiveTrivia or SyntaxKind.BadDirectiveTrivia;
            if (!isOurs)
            {
                continue;
            }

            var line = source.Lines.GetLineFromPosition(trivia.SpanStart);
            var words = line.ToString().Trim().TrimStart('#').TrimStart();
            var (word, argument) = Split(words);
            if (!(word is "r" or "load" or "i" || word.StartsWith('!')))
            {
                continue;
            }

            directives.Add(new Directive(word, argument, line.LineNumber + 1));
            code.AsSpan(line.Start, line.End - line.Start).Fill(' ');
        }

        return new CellSource(new string(code), directives);
    }

    private static (string Word, string Argument) Split(string words)
    {
        var end = 0;
        while (end < words.Length && !char.IsWhiteSpace(words[end]) && words[end] != '"')
        {
            end++;
        }

        var argument = words[end..].Trim();
        if (argument.StartsWith('"') && argument.IndexOf('"', 1) is > 0 and var close)
        {
            argument = argument[1..close];
        }

        return (words[..end], argument);
    }
}
