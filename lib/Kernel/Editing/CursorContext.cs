using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Editing;

/// <summary>What the code around the cursor asks for.</summary>
internal sealed class CursorContext
{
    private readonly SyntaxToken _left;

    internal CursorContext(EditedCell cell)
    {
        var root = cell.Tree.GetRoot();
        var before = cell.WordStart;
        while (before > 0 && char.IsWhiteSpace(cell.Code[before - 1]))
        {
            before--;
        }

        _left = before > 0 ? root.FindToken(before - 1) : default;
        IsAfterDot = _left.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.ColonColonToken;
        Owner = !IsAfterDot ? null : _left.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            AliasQualifiedNameSyntax name => name.Alias,
            MemberBindingExpressionSyntax { Parent: var parent } binding => Conditional(parent, binding)?.Expression,
            _ => null,
        };
    }

    internal bool IsAfterDot { get; }

    /// <summary>What stands before the dot.</summary>
    internal ExpressionSyntax? Owner { get; }

    internal bool IsAfterNew => _left.IsKind(SyntaxKind.NewKeyword);

    /// <summary>The <c>using</c> line the cursor stands in.</summary>
    internal UsingDirectiveSyntax? Using => _left.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>();

    /// <summary>The object whose members are being set in braces, with those that are set already.</summary>
    internal (ExpressionSyntax Object, HashSet<string> Set)? Initializer =>
        _left.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken && _left.Parent is InitializerExpressionSyntax { Parent: ExpressionSyntax made } braces
            && made is BaseObjectCreationExpressionSyntax or WithExpressionSyntax
            ? ((ExpressionSyntax)_left.Parent.Parent!, [.. braces.Expressions.OfType<AssignmentExpressionSyntax>().Select(static set => set.Left.ToString())])
            : null;

    /// <summary>The call whose argument begins at the cursor.</summary>
    internal SyntaxNode? Call => _left.Kind() is SyntaxKind.OpenParenToken or SyntaxKind.CommaToken && _left.Parent is ArgumentListSyntax ? _left.Parent.Parent : null;

    /// <summary><c>a?.b.c</c> is one conditional access around bindings that may lie deep inside.</summary>
    private static ConditionalAccessExpressionSyntax? Conditional(SyntaxNode? node, SyntaxNode inside)
    {
        for (; node is not null; (inside, node) = (node, node.Parent))
        {
            if (node is ConditionalAccessExpressionSyntax conditional && conditional.WhenNotNull.Span.Contains(inside.Span))
            {
                return conditional;
            }
        }

        return null;
    }
}
