using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using VisionAttention.Kernel.Display;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Editing;

/// <summary>Answers inspect_request: signature and documentation of what stands at the cursor, or of the call around it.</summary>
internal sealed class Inspection(ScriptHost host)
{
    private const int ValueLimit = 200;

    /// <param name="code">The cell.</param>
    /// <param name="cursor">The cursor in code points.</param>
    /// <param name="detailLevel">0: signature and summary. 1: every overload, parameters, result, errors and remarks too.</param>
    internal JsonObject Inspect(string code, int cursor, int detailLevel = 0)
    {
        var cell = new EditedCell(code, cursor);
        var text = cell.IsForeign ? null : DirectiveCompletion.Explain(LineOf(cell)) ?? Explain(cell, detailLevel);
        var data = new JsonObject();
        if (text is not null)
        {
            var (signature, rest) = text.Split("\n\n", 2) is [var head, var tail] ? (head, "\n\n" + tail) : (text, "");
            data[MimeTypes.Text] = text;
            data[MimeTypes.Markdown] = $"```csharp\n{signature}\n```{rest.Replace("<", "\\<", StringComparison.Ordinal)}";
        }

        return new JsonObject { ["status"] = "ok", ["found"] = text is not null, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    private static string LineOf(EditedCell cell) => cell.LineToCursor + cell.Text[cell.Position..].Split('\n')[0];

    private string? Explain(EditedCell cell, int detailLevel)
    {
        var model = host.Compilation(cell.Tree).GetSemanticModel(cell.Tree);
        var symbols = Symbols(cell, model);
        if (symbols.Count == 0)
        {
            return null;
        }

        var shown = detailLevel > 0 ? symbols : symbols.Take(1);
        var text = new StringBuilder(string.Join('\n', shown.Select(static symbol => SymbolText.Signature(symbol))));
        if (detailLevel == 0 && symbols.Count > 1)
        {
            text.Append($" (+ {symbols.Count - 1} overload{(symbols.Count > 2 ? "s" : "")})");
        }

        if (ValueOf(symbols[0]) is { } value)
        {
            text.Append(" = ").Append(value);
        }

        // Where the overload that is called says nothing, another may.
        if (symbols.Select(static symbol => Documentation.Of(symbol)).FirstOrDefault(static found => found is not null) is { } documentation)
        {
            Append(text, "", documentation.Summary);
            if (detailLevel > 0)
            {
                Append(text, "Parameters:\n", Lines(documentation.Parameters));
                Append(text, "Returns: ", documentation.Returns);
                Append(text, "Throws:\n", Lines(documentation.Exceptions));
                Append(text, "Remarks: ", documentation.Remarks);
            }
        }

        return text.ToString();
    }

    private static string Lines(IEnumerable<(string Name, string Text)> entries) => string.Join('\n', entries.Select(static entry => $"- {entry.Name}: {entry.Text}"));

    private static void Append(StringBuilder text, string title, string words)
    {
        if (words.Length > 0)
        {
            text.Append("\n\n").Append(title).Append(words);
        }
    }

    private static List<ISymbol> Symbols(EditedCell cell, SemanticModel model)
    {
        var position = cell.Position;
        var isOnWord = position < cell.Code.Length && SyntaxFacts.IsIdentifierPartCharacter(cell.Code[position]);
        if (!isOnWord && position > 0)
        {
            position--;
        }

        var token = cell.Tree.GetRoot().FindToken(Math.Min(position, Math.Max(0, cell.Code.Length - 1)));
        var isWord = token.Span.Contains(position) && SyntaxFacts.IsIdentifierPartCharacter(cell.Code[position]) && !token.IsKind(SyntaxKind.NumericLiteralToken)
            && cell.StringToCursor is null;
        var found = isWord && token.Parent is { } node ? SymbolsOf(node, model) : [];
        if (found.Count > 0)
        {
            return found;
        }

        // Between the brackets of a call: the call.
        var arguments = token.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(list => list.SpanStart < cell.Position);
        return arguments?.Parent switch
        {
            InvocationExpressionSyntax call => SymbolsOf(call.Expression, model),
            BaseObjectCreationExpressionSyntax made => Overloads(model.GetSymbolInfo(made)),
            { } other => Overloads(model.GetSymbolInfo(other)),
            null => [],
        };
    }

    private static List<ISymbol> SymbolsOf(SyntaxNode node, SemanticModel model)
    {
        // The type's name in `new Type(...)` stands for its constructor.
        if (node is SimpleNameSyntax && node.Parent is ObjectCreationExpressionSyntax made && made.Type == node && Overloads(model.GetSymbolInfo(made)) is { Count: > 0 } constructors)
        {
            return constructors;
        }

        var info = model.GetSymbolInfo(node);
        List<ISymbol> found = info.Symbol is { } symbol ? [symbol] : [.. info.CandidateSymbols];
        if (found.Count == 0 && model.GetDeclaredSymbol(node) is { } declared)
        {
            return [declared];
        }

        var others = node is ExpressionSyntax expression ? model.GetMemberGroup(expression) : [];
        return [.. found.Concat(others).Distinct(SymbolEqualityComparer.Default)];
    }

    private static List<ISymbol> Overloads(SymbolInfo info)
    {
        var best = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return best is not IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? (best is null ? [] : [best])
            : [best, .. constructor.ContainingType.InstanceConstructors.Where(other => !SymbolEqualityComparer.Default.Equals(other, best) && other.DeclaredAccessibility == Accessibility.Public)];
    }

    /// <summary>The value a variable of an earlier cell has now, when it is a number or a text and reading it runs nobody's code.</summary>
    private string? ValueOf(ISymbol symbol)
    {
        if (symbol is not IFieldSymbol { ContainingType.IsScriptClass: true })
        {
            return null;
        }

        var (name, value, _) = host.Variables().FirstOrDefault(variable => variable.Name == symbol.Name);
        var text = name is null ? null : value switch
        {
            string words => $"\"{words}\"",
            _ when value?.GetType() is { IsPrimitive: true } => ScalarText.Of(value) ?? value.ToString(),
            _ => null,
        };
        return text is { Length: > ValueLimit } ? PlainText.Start(text, ValueLimit) + " ..." : text;
    }
}
