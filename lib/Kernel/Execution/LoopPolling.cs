using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Execution;

/// <summary>
/// Puts a poll of the stop button at the start of every loop body and of every lambda that is a block, which a loop of a library may call without
/// end; no line moves.
/// </summary>
internal sealed class LoopPolling : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Poll =
        SyntaxFactory.ParseStatement("global::VisionAttention.Kernel.Execution.Interruption.Poll();");

    internal static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var rewritten = RecursionPolling.Rewrite(new LoopPolling().Visit(root)!);
        return ReferenceEquals(root, rewritten) ? tree : tree.WithRootAndOptions(rewritten, tree.Options);
    }

    public override SyntaxNode? Visit(SyntaxNode? node) => base.Visit(node) switch
    {
        ForStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        CommonForEachStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        WhileStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        DoStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        AnonymousFunctionExpressionSyntax { Block: { } block } lambda => lambda.WithBlock(WithPoll(block)),
        // A label may be jumped back to. What a statement declares must not end with a block.
        LabeledStatementSyntax { Statement: not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax) } label
            when !label.DescendantNodes().Any(static inner => inner is VariableDesignationSyntax) => label.WithStatement(WithPoll(label.Statement)),
        var other => other,
    };

    private static BlockSyntax WithPoll(StatementSyntax body) =>
        body is BlockSyntax block ? block.WithStatements(block.Statements.Insert(0, Poll)) : SyntaxFactory.Block(Poll, body);
}

/// <summary>
/// Puts a poll of the stop button into lambdas and query clauses that are one expression: around the first use of a parameter, which keeps its type,
/// so that a library's loop over them ends without an abort. Trees of expressions must not hold such a call.
/// </summary>
internal sealed class LambdaPolling : CSharpSyntaxRewriter
{
    private static readonly ExpressionSyntax Polled = SyntaxFactory.ParseExpression("global::VisionAttention.Kernel.Execution.Interruption.Polled");

    internal static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var rewritten = new LambdaPolling().Visit(root)!;
        return ReferenceEquals(root, rewritten) ? tree : tree.WithRootAndOptions(rewritten, tree.Options);
    }

    public override SyntaxNode? Visit(SyntaxNode? node) => base.Visit(node) switch
    {
        SimpleLambdaExpressionSyntax { ExpressionBody: { } body } lambda => WithPoll(lambda, body, [lambda.Parameter.Identifier.Text]),
        ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } body } lambda when lambda.ParameterList.Parameters.All(static parameter => parameter.Modifiers.Count == 0) =>
            WithPoll(lambda, body, [.. lambda.ParameterList.Parameters.Select(static parameter => parameter.Identifier.Text)]),
        QueryExpressionSyntax query => WithPolls(query),
        var other => other,
    };

    private static QueryExpressionSyntax WithPolls(QueryExpressionSyntax query)
    {
        string[] names = [.. query.DescendantNodesAndSelf().Select(static node => node switch
        {
            FromClauseSyntax from => from.Identifier.Text,
            LetClauseSyntax let => let.Identifier.Text,
            _ => "",
        })];
        return query.ReplaceNodes(
            query.DescendantNodes().Where(static node => node is WhereClauseSyntax or LetClauseSyntax),
            (_, clause) => clause is WhereClauseSyntax where ? WithPoll(where, where.Condition, names) : WithPoll(clause, ((LetClauseSyntax)clause).Expression, names));
    }

    private static T WithPoll<T>(T owner, ExpressionSyntax body, string[] names)
        where T : SyntaxNode
    {
        var uses = body.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or QueryExpressionSyntax)).OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.Text != "_" && names.Contains(use.Identifier.Text)).ToList();
        var use = uses.Find(use => IsValue(use, body) || (IsReceiver(use) && uses.Count(other => other.Identifier.Text == use.Identifier.Text) == 1));
        return use is null
            ? owner
            : owner.ReplaceNode(use, SyntaxFactory.InvocationExpression(Polled, SyntaxFactory.ArgumentList([SyntaxFactory.Argument(use.WithoutTrivia())])).WithTriviaFrom(use));
    }

    // Where nothing but the value is asked for.
    private static bool IsValue(IdentifierNameSyntax use, ExpressionSyntax body) => use == body || use.Parent switch
    {
        ArgumentSyntax { RefKindKeyword.RawKind: 0, Parent.Parent: not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } } => true,
        BinaryExpressionSyntax pair => pair.Left == use || !(pair.IsKind(SyntaxKind.IsExpression) || pair.IsKind(SyntaxKind.AsExpression)),
        CastExpressionSyntax or InterpolationSyntax or ConditionalExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression or SyntaxKind.BitwiseNotExpression,
        _ => false,
    };

    // Once and no more: a method that changes a structure would change the copy.
    private static bool IsReceiver(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Parent: not AssignmentExpressionSyntax and not PostfixUnaryExpressionSyntax } access ? access.Expression == use
        : use.Parent is ElementAccessExpressionSyntax { Parent: not AssignmentExpressionSyntax and not PostfixUnaryExpressionSyntax } element && element.Expression == use;
}

/// <summary>
/// Puts a check of the stop button and of the stack at the start of every method, local function and property that may
/// come back to itself, without moving any line. A full stack would end the process, and no exception says why.
/// </summary>
internal sealed class RecursionPolling : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Enter =
        SyntaxFactory.ParseStatement("global::VisionAttention.Kernel.Execution.Interruption.Enter();");

    private readonly HashSet<string> _recursive;

    private RecursionPolling(HashSet<string> recursive) => _recursive = recursive;

    internal static SyntaxNode Rewrite(SyntaxNode root)
    {
        var recursive = Recursive(root);
        return recursive.Count == 0 ? root : new RecursionPolling(recursive).Visit(root);
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return Guarded(visited.Identifier, visited.Body, visited.ExpressionBody, visited.SemicolonToken, ReturnsValue(visited.ReturnType, visited.Modifiers)) is { } body
            ? visited.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default)
            : visited;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return Guarded(visited.Identifier, visited.Body, visited.ExpressionBody, visited.SemicolonToken, ReturnsValue(visited.ReturnType, visited.Modifiers)) is { } body
            ? visited.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default)
            : visited;
    }

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        var visited = (ConstructorDeclarationSyntax)base.VisitConstructorDeclaration(node)!;
        return Guarded(visited.Identifier, visited.Body, visited.ExpressionBody, visited.SemicolonToken, returnsValue: false) is { } body
            ? visited.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default)
            : visited;
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var visited = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        if (!_recursive.Contains(visited.Identifier.Text))
        {
            return visited;
        }

        if (visited.ExpressionBody is not null)
        {
            var body = Guarded(visited.Identifier, null, visited.ExpressionBody, visited.SemicolonToken, returnsValue: true)!;
            var getter = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body);
            return visited.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(SyntaxFactory.AccessorList([getter]));
        }

        if (visited.AccessorList is not { } accessors)
        {
            return visited;
        }

        var guarded = accessors.Accessors.Select(accessor =>
            Guarded(visited.Identifier, accessor.Body, accessor.ExpressionBody, accessor.SemicolonToken, accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) is { } body
                ? accessor.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default)
                : accessor);
        return visited.WithAccessorList(accessors.WithAccessors([.. guarded]));
    }

    private BlockSyntax? Guarded(SyntaxToken name, BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool returnsValue)
    {
        if (!_recursive.Contains(name.Text))
        {
            return null;
        }

        if (body is not null)
        {
            return body.WithStatements(body.Statements.Insert(0, Enter));
        }

        if (arrow is null)
        {
            return null;
        }

        var blank = SyntaxFactory.Space;
        var end = SyntaxFactory.Token(SyntaxKind.SemicolonToken);
        StatementSyntax only = arrow.Expression switch
        {
            ThrowExpressionSyntax thrown => SyntaxFactory.ThrowStatement(thrown.ThrowKeyword, thrown.Expression, end),
            var expression when returnsValue => SyntaxFactory.ReturnStatement(SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(blank), expression, end),
            var expression => SyntaxFactory.ExpressionStatement(expression, end),
        };

        // The line breaks around => and ; move to the braces, so the lines that follow keep their numbers.
        return SyntaxFactory.Block(Enter, only)
            .WithOpenBraceToken(SyntaxFactory.Token(arrow.ArrowToken.LeadingTrivia, SyntaxKind.OpenBraceToken, arrow.ArrowToken.TrailingTrivia))
            .WithCloseBraceToken(SyntaxFactory.Token(semicolon.LeadingTrivia, SyntaxKind.CloseBraceToken, semicolon.TrailingTrivia));
    }

    private static bool ReturnsValue(TypeSyntax type, SyntaxTokenList modifiers) =>
        !(type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || (modifiers.Any(SyntaxKind.AsyncKeyword) && type is not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax }));

    /// <summary>The declared names from which a chain of mentioned names leads back; more than truly recurse, never fewer within the cell.</summary>
    private static HashSet<string> Recursive(SyntaxNode root)
    {
        var mentions = new Dictionary<string, HashSet<string>>();
        foreach (var node in root.DescendantNodes())
        {
            if (NameOf(node) is { } name)
            {
                (mentions.TryGetValue(name, out var known) ? known : mentions[name] = []).UnionWith(
                    node.DescendantNodes().OfType<SimpleNameSyntax>().Select(static mention => mention.Identifier.Text));
            }
        }

        return [.. mentions.Keys.Where(name => Reaches(name, name, mentions, []))];
    }

    private static bool Reaches(string from, string target, Dictionary<string, HashSet<string>> mentions, HashSet<string> visited) =>
        mentions[from].Any(next => next == target || (mentions.ContainsKey(next) && visited.Add(next) && Reaches(next, target, mentions, visited)));

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => null,
    };
}
