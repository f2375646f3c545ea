using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Editing;

/// <summary>Signature and summary of what stands at the cursor.</summary>
internal sealed partial class Inspection(ScriptHost host)
{
    internal JsonObject Inspect(string code, int cursor)
    {
        var position = CodePoints.ToUtf16(code, cursor);
        if (position == code.Length || !(char.IsLetterOrDigit(code[position]) || code[position] == '_'))
        {
            position = Math.Max(0, position - 1);
        }

        var tree = ScriptHost.Parse(CellSource.Read(code).Code);
        var model = host.Compilation(tree).GetSemanticModel(tree);
        var symbols = SymbolsAt(model, tree.GetRoot().FindToken(position).Parent);
        var data = new JsonObject();
        if (symbols.Count > 0)
        {
            var text = string.Join('\n', symbols.Select(static symbol => symbol.ToDisplayString()));
            var summary = Summary().Match(symbols[0].GetDocumentationCommentXml() ?? "");
            data["text/plain"] = summary.Success ? text + "\n\n" + Markup().Replace(summary.Groups[1].Value, "").Trim() : text;
        }

        return new JsonObject { ["status"] = "ok", ["found"] = symbols.Count > 0, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    private static List<ISymbol> SymbolsAt(SemanticModel model, SyntaxNode? node)
    {
        if (node is null)
        {
            return [];
        }

        var info = model.GetSymbolInfo(node);
        if (info.Symbol is { } symbol)
        {
            return [symbol];
        }

        return info.CandidateSymbols.Length > 0 ? [.. info.CandidateSymbols] : model.GetDeclaredSymbol(node) is { } declared ? [declared] : [];
    }

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();
}
