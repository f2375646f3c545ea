using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Execution;

/// <summary>Lets a cell keep extension methods in a static class, as programs do.</summary>
/// <remarks>
/// What a cell declares is nested in a class of the compiler's, where only methods outside of classes may extend a type. So each extension
/// method of a static class becomes an ordinary one, and behind the class stands an extension method that calls it. No line moves.
/// </remarks>
internal static class ExtensionClasses
{
    internal static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        if (!root.Members.Any(static member => member is ClassDeclarationSyntax declared && ExtensionsOf(declared).Any()))
        {
            return tree;
        }

        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in root.Members)
        {
            var extensions = member is ClassDeclarationSyntax declared ? ExtensionsOf(declared).ToList() : [];
            if (extensions.Count == 0)
            {
                members.Add(member);
                continue;
            }

            var forwarders = extensions.Select(method => Forwarder(((ClassDeclarationSyntax)member).Identifier.Text, method)).ToList();
            forwarders[^1] = forwarders[^1].WithTrailingTrivia(member.GetTrailingTrivia());
            members.Add(member.ReplaceNodes(extensions, static (method, _) => WithoutThis(method)).WithoutTrailingTrivia());
            members.AddRange(forwarders);
        }

        return tree.WithRootAndOptions(root.WithMembers(SyntaxFactory.List(members)), tree.Options);
    }

    private static IEnumerable<MethodDeclarationSyntax> ExtensionsOf(ClassDeclarationSyntax declared) =>
        declared.Modifiers.Any(SyntaxKind.StaticKeyword) && declared.TypeParameterList is null
            ? declared.Members.OfType<MethodDeclarationSyntax>().Where(static method =>
                method.ParameterList.Parameters is [var first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword)
                && (method.Modifiers.Any(SyntaxKind.PublicKeyword) || method.Modifiers.Any(SyntaxKind.InternalKeyword)))
            : [];

    /// <summary>The method with blanks in the place of <c>this</c>, so that no column moves either.</summary>
    private static MethodDeclarationSyntax WithoutThis(MethodDeclarationSyntax method)
    {
        var first = method.ParameterList.Parameters[0];
        var word = first.Modifiers.First(static modifier => modifier.IsKind(SyntaxKind.ThisKeyword));
        var blanks = word.LeadingTrivia.Add(SyntaxFactory.Whitespace("    ")).AddRange(word.TrailingTrivia);
        var following = word.GetNextToken();
        var plain = first.ReplaceTokens([word, following], (token, _) => token == word
            ? SyntaxFactory.Token(SyntaxKind.None)
            : following.WithLeadingTrivia(blanks.AddRange(following.LeadingTrivia)));
        plain = plain.WithModifiers(SyntaxFactory.TokenList(plain.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.None))));
        return method.ReplaceNode(first, plain);
    }

    private static MemberDeclarationSyntax Forwarder(string owner, MethodDeclarationSyntax method)
    {
        var parameters = method.ParameterList.Parameters;
        var arguments = parameters.Select(static parameter => PassedAs(parameter) + parameter.Identifier.Text);
        var typeArguments = method.TypeParameterList is { } generic
            ? $"<{string.Join(", ", generic.Parameters.Select(static parameter => parameter.Identifier.Text))}>"
            : "";
        var isUnsafe = method.Modifiers.Any(SyntaxKind.UnsafeKeyword) ? "unsafe " : "";
        var byReference = method.ReturnType is RefTypeSyntax ? "ref " : "";
        var text = $"static {isUnsafe}{OnOneLine(method.ReturnType)} {method.Identifier.Text}{typeArguments}"
            + $"({string.Join(", ", parameters.Select(OnOneLine))}) {string.Join(' ', method.ConstraintClauses.Select(OnOneLine))}"
            + $" => {byReference}{owner}.{method.Identifier.Text}{typeArguments}({string.Join(", ", arguments)});";
        return SyntaxFactory.ParseMemberDeclaration(text, options: (CSharpParseOptions)method.SyntaxTree.Options)!;
    }

    private static string PassedAs(ParameterSyntax parameter) =>
        parameter.Modifiers.Any(SyntaxKind.OutKeyword) ? "out "
        : parameter.Modifiers.Any(SyntaxKind.InKeyword) ? "in "
        : parameter.Modifiers.Any(SyntaxKind.RefKeyword) ? "ref " : "";

    private static string OnOneLine(SyntaxNode node) =>
        string.Join(' ', node.DescendantTokens().Select(static token => token.Text));
}
