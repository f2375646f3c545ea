using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>A cell taken apart: its directives, and its code with those lines blanked so that every place stays where it was.</summary>
internal sealed record CellSource(string Code, IReadOnlyList<Directive> Directives)
{
    /// <summary>The whole cell as one.</summary>
    internal static CellSource Read(string text)
    {
        if (!text.Contains('#'))
        {
            return new CellSource(text, []);
        }

        var code = text.ToCharArray();
        var found = Find(text);
        found.ForEach(entry => Blank(code, entry.Line.Start, entry.Line.End));
        return new CellSource(new string(code), [.. found.Select(static entry => entry.Directive)]);
    }

    /// <summary>The cell in the order it runs: a magic command that follows code waits until that code has run.</summary>
    internal static List<CellSource> Steps(string text)
    {
        var whole = Read(text);
        if (whole.Directives.Count == 0)
        {
            return [whole];
        }

        var steps = new List<CellSource>();
        var directives = new List<Directive>();
        var from = 0;
        var tree = ScriptHost.Parse(whole.Code);
        foreach (var (directive, line) in Find(text))
        {
            if (directive.Word.StartsWith('!') && whole.Code.AsSpan(from, line.Start - from).ContainsAnyExcept(" \t\r\n") && IsBetweenStatements(tree, line.Start))
            {
                steps.Add(Part(whole.Code, from, line.Start, directives));
                (from, directives) = (line.Start, []);
            }

            directives.Add(directive);
        }

        steps.Add(Part(whole.Code, from, whole.Code.Length, directives));
        return steps;
    }

    private static CellSource Part(string code, int from, int to, List<Directive> directives)
    {
        var part = code.ToCharArray();
        Blank(part, 0, from);
        Blank(part, to, part.Length);
        return new CellSource(new string(part), directives);
    }

    private static void Blank(char[] code, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            // Line ends stay, so that every place stays where it was.
            code[index] = code[index] is '\r' or '\n' ? code[index] : ' ';
        }
    }

    private static bool IsBetweenStatements(SyntaxTree tree, int position)
    {
        var depth = 0;
        foreach (var token in tree.GetRoot().DescendantTokens().TakeWhile(token => token.SpanStart < position))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
        }

        return depth == 0;
    }

    /// <summary>The directives with their lines. The compiler's own parse tells them from lines inside a string or a comment.</summary>
    internal static List<(Directive Directive, TextSpan Line)> Find(string text)
    {
        var found = new List<(Directive, TextSpan)>();
        var tree = ScriptHost.Parse(text);
        var source = tree.GetText();
        foreach (var trivia in tree.GetRoot().DescendantTrivia())
        {
            var isOurs = trivia.Kind() is SyntaxKind.ReferenceDirectiveTrivia or SyntaxKind.LoadDirectiveTrivia
                or SyntaxKind.ShebangDirectiveTrivia or SyntaxKind.BadDirectiveTrivia;
            if (!isOurs)
            {
                continue;
            }

            var line = source.Lines.GetLineFromPosition(trivia.SpanStart);
            var (word, argument) = Split(line.ToString().Trim().TrimStart('#').TrimStart());

            // `#!/usr/bin/env ...` makes a file a program of its own; here it says nothing.
            if (word is "r" or "load" or "i" || (word.StartsWith('!') && !word.StartsWith("!/", StringComparison.Ordinal)))
            {
                found.Add((new Directive(word, argument, line.LineNumber + 1), line.Span));
            }
        }

        return found;
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

/// <summary>A <c>#r</c>, <c>#load</c>, <c>#i</c> or <c>#!word</c> line of a cell.</summary>
/// <param name="Word">The directive without its number sign: <c>r</c>, <c>load</c>, <c>!time</c>.</param>
/// <param name="Argument">What follows, without quotes.</param>
/// <param name="Line">The line in the cell, from 1.</param>
internal sealed record Directive(string Word, string Argument, int Line);
