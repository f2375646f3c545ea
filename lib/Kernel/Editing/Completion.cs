using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Editing;

/// <summary>Answers complete_request: what can stand at the cursor, the likeliest first.</summary>
internal sealed class Completion(ScriptHost host)
{
    private const int Limit = 1_000;

    // Signatures and documentation for what a list shows without scrolling; the rest is there for inspection.
    private const int Explained = 30;
    private const int SentenceLimit = 300;
    private const int CellsLookedAt = 5;

    internal JsonObject Complete(string code, int cursor)
    {
        var cell = new EditedCell(code, cursor);
        var (candidates, replaced) = Candidates(cell);
        var from = CodePoints.FromUtf16(code, cell.Position - replaced);
        var to = CodePoints.FromUtf16(code, cell.Position);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. candidates.Select(static candidate => (JsonNode)candidate.Text)]),
            ["cursor_start"] = from,
            ["cursor_end"] = to,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. candidates.Select((candidate, place) => (JsonNode)Described(candidate, from, to, place < Explained))]),
            },
        };
    }

    private (List<Candidate> Candidates, int Replaced) Candidates(EditedCell cell)
    {
        if (cell.IsForeign || cell.IsInProse)
        {
            return ([], 0);
        }

        var folder = Directory.GetCurrentDirectory();
        if (DirectiveCompletion.Complete(cell, folder) is { } directive)
        {
            return (ByRank(directive.Candidates), directive.Replaced);
        }

        if (cell.StringToCursor is { } text)
        {
            var (files, replaced) = PathCompletion.Complete(text, folder, []);
            return (ByRank(files), replaced);
        }

        var compilation = host.Compilation(cell.Tree);
        var prefix = cell.Text[cell.WordStart..cell.Position];
        if (prefix.Length > 0 && char.IsAsciiDigit(prefix[0]))
        {
            return ([], 0);
        }

        var used = Used(cell, compilation);
        var candidates = new SymbolCompletion(cell, compilation).Candidates()
            .OrderBy(candidate => !candidate.Text.StartsWith(prefix, StringComparison.Ordinal))
            .ThenBy(candidate => used.GetValueOrDefault(candidate.Text, int.MaxValue))
            .ThenBy(static candidate => candidate.Rank)
            .ThenBy(static candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
            .DistinctBy(static candidate => candidate.Text);
        return ([.. candidates.Take(Limit)], prefix.Length);
    }

    private static List<Candidate> ByRank(List<Candidate> candidates) =>
        [.. candidates.OrderBy(static candidate => candidate.Rank).ThenBy(static candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The names in this cell and the last few, with how long ago each was used: 0 for the one right before the cursor.</summary>
    private static Dictionary<string, int> Used(EditedCell cell, Compilation compilation)
    {
        var used = new Dictionary<string, int>();
        var looked = 0;
        for (var current = compilation; current is not null && looked < CellsLookedAt; current = current.ScriptCompilationInfo?.PreviousScriptCompilation, looked++)
        {
            foreach (var tree in current.SyntaxTrees)
            {
                var names = tree.GetRoot().DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken));

                // In the cell itself what stands behind the cursor comes after what stands before it, and the word at the cursor is no use of it.
                var ordered = tree != cell.Tree ? names.Reverse()
                    : names.Where(token => token.SpanStart != cell.WordStart).OrderBy(token => token.SpanStart > cell.Position).ThenByDescending(static token => token.SpanStart);
                foreach (var token in ordered)
                {
                    used.TryAdd(token.ValueText, used.Count);
                }
            }
        }

        return used;
    }

    private static JsonObject Described(Candidate candidate, int from, int to, bool explain)
    {
        var described = new JsonObject { ["start"] = from, ["end"] = to, ["text"] = candidate.Text, ["type"] = candidate.Kind };
        if (candidate.Words is { } words)
        {
            described["documentation"] = words;
        }
        else if (explain && candidate.Symbol is { } symbol)
        {
            described["signature"] = SymbolText.Brief(symbol) + (candidate.Overloads > 0 ? $" (+ {candidate.Overloads} more)" : "");
            if (Documentation.Of(symbol)?.Summary is { Length: > 0 } summary)
            {
                described["documentation"] = summary.Length <= SentenceLimit ? summary : PlainText.Start(summary, SentenceLimit) + " ...";
            }
        }

        return described;
    }
}

/// <summary>Something that can stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is: class, method, keyword, ...</param>
/// <param name="Rank">How near it is: smaller stands further up.</param>
internal sealed record Candidate(string Text, string Kind, int Rank)
{
    /// <summary>The symbol behind it, for its signature and documentation.</summary>
    internal ISymbol? Symbol { get; init; }

    /// <summary>How many more of the same name there are.</summary>
    internal int Overloads { get; init; }

    /// <summary>A sentence for what is no symbol.</summary>
    internal string? Words { get; init; }
}
