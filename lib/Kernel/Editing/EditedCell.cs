using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Editing;

/// <summary>A cell that somebody types in: its C# with all else blanked, so that every place stays where it was.</summary>
internal sealed class EditedCell
{
    private static readonly HashSet<string> CSharp = new(StringComparer.OrdinalIgnoreCase) { "#!csharp", "#!c#" };
    private static readonly HashSet<string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "#!markdown", "#!md", "#!html", "#!javascript", "#!js", "#!fsharp", "#!f#", "#!pwsh", "#!powershell", "#!sql", "#!kql", "#!mermaid", "#!value", "#!http",
    };

    internal EditedCell(string text, int cursor)
    {
        Text = text;
        Position = CodePoints.ToUtf16(text, cursor);
        var code = text.ToCharArray();
        var isForeign = false;
        for (var start = 0; start <= text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at : text.Length;
            var word = text[start..end].Trim().Split(' ')[0];
            isForeign = Foreign.Contains(word) || (isForeign && !CSharp.Contains(word));
            if (isForeign)
            {
                code.AsSpan(start, end - start).Fill(' ');
                IsForeign |= Position > start && Position <= end && !Foreign.Contains(word);
            }

            start = end + 1;
        }

        Tree = ScriptHost.Parse(CellSource.Read(new string(code)).Code);
        Code = Tree.ToString();
        LineToCursor = text[(text.AsSpan(0, Position).LastIndexOf('\n') + 1)..Position];
    }

    internal string Text { get; }

    internal string Code { get; }

    internal SyntaxTree Tree { get; }

    /// <summary>The cursor in UTF-16 units.</summary>
    internal int Position { get; }

    internal string LineToCursor { get; }

    /// <summary>True when the cursor stands in Markdown or another language.</summary>
    internal bool IsForeign { get; }

    /// <summary>Where the word at the cursor begins.</summary>
    internal int WordStart
    {
        get
        {
            var start = Position;
            while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(Text[start - 1]))
            {
                start--;
            }

            return start;
        }
    }

    /// <summary>True in a comment and in the words of an interpolated string.</summary>
    internal bool IsInProse
    {
        get
        {
            if (Tree.GetRoot().FindToken(Math.Max(0, Position - 1)).IsKind(SyntaxKind.InterpolatedStringTextToken))
            {
                return true;
            }

            var trivia = Tree.GetRoot().FindTrivia(Math.Max(0, Position - 1));
            var isLine = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia);
            return (isLine || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)) && Position > trivia.SpanStart + 1 && (isLine || Position < trivia.Span.End);
        }
    }

    /// <summary>The string literal the cursor stands in, up to the cursor and without its quote; null outside of one.</summary>
    internal string? StringToCursor
    {
        get
        {
            var token = Tree.GetRoot().FindToken(Math.Max(0, Position - 1));
            var isText = token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken;
            var isOpen = token.Text.Length == 1 || !token.Text.EndsWith(token.IsKind(SyntaxKind.CharacterLiteralToken) ? '\'' : '"');
            return isText && Position > token.SpanStart && (Position < token.Span.End || isOpen) ? Text[token.SpanStart..Position].TrimStart('@', '"', '\'') : null;
        }
    }
}

/// <summary>Jupyter counts characters as Unicode code points, C# as UTF-16 units.</summary>
internal static class CodePoints
{
    internal static int ToUtf16(string text, int codePoints)
    {
        var index = 0;
        for (var count = 0; count < codePoints && index < text.Length; count++)
        {
            index += char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
        }

        return index;
    }

    internal static int FromUtf16(string text, int index)
    {
        var count = 0;
        for (var at = 0; at < index; count++)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
        }

        return count;
    }
}
