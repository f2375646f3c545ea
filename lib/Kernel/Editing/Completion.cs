using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using VisionAttention.Kernel.Execution;
using VisionAttention.Kernel.Magics;

namespace VisionAttention.Kernel.Editing;

/// <summary>What can stand at the cursor, from the compiler's own view of the cell.</summary>
internal sealed class Completion(ScriptHost host)
{
    internal JsonObject Complete(string code, int cursor)
    {
        var position = CodePoints.ToUtf16(code, cursor);
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_'))
        {
            start--;
        }

        var prefix = code[start..position];
        var symbols = Symbols(CellSource.Read(code).Code, start);
        var names = symbols
            .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .GroupBy(static symbol => symbol.Name)
            .OrderBy(group => !group.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ThenBy(static group => group.Key, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var from = CodePoints.FromUtf16(code, start);
        var to = CodePoints.FromUtf16(code, position);
        var types = names.Select(group => (JsonNode)new JsonObject
        {
            ["start"] = from, ["end"] = to, ["text"] = group.Key, ["type"] = KindOf(group.First()),
        });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. names.Select(static group => (JsonNode)group.Key)]),
            ["cursor_start"] = from,
            ["cursor_end"] = to,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    private ImmutableArray<ISymbol> Symbols(string code, int start)
    {
        var tree = ScriptHost.Parse(code);
        var model = host.Compilation(tree).GetSemanticModel(tree);
        var before = start;
        while (before > 0 && char.IsWhiteSpace(code[before - 1]))
        {
            before--;
        }

        if (before == 0 || code[before - 1] != '.')
        {
            return model.LookupSymbols(start);
        }

        var owner = tree.GetRoot().FindToken(before - 1).Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax { Parent: ConditionalAccessExpressionSyntax conditional } => conditional.Expression,
            _ => null,
        };
        if (owner is null)
        {
            return [];
        }

        var symbol = model.GetSymbolInfo(owner).Symbol ?? model.GetSpeculativeSymbolInfo(start, owner, SpeculativeBindingOption.BindAsTypeOrNamespace).Symbol;
        if (symbol is INamespaceSymbol space)
        {
            return model.LookupNamespacesAndTypes(start, space);
        }

        if (symbol is ITypeSymbol type)
        {
            return [.. model.LookupSymbols(start, type).Where(static member => member.IsStatic || member is ITypeSymbol)];
        }

        return model.GetTypeInfo(owner).Type is { } valueType
            ? [.. model.LookupSymbols(start, valueType, includeReducedExtensionMethods: true).Where(static member => !member.IsStatic || member is IMethodSymbol { IsExtensionMethod: true })]
            : [];
    }

    private static string KindOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol => "field",
        INamespaceSymbol => "module",
        ITypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        ITypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        ITypeSymbol => "class",
        _ => "variable",
    };
}
