using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Execution;

/// <summary>Puts a poll of the stop button at the start of every loop body, without moving any line.</summary>
internal sealed class LoopPolling : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Poll =
        SyntaxFactory.ParseStatement("global::VisionAttention.Kernel.Execution.Interruption.Poll();");

    internal static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var rewritten = RecursionPolling.Rewrite(new LoopPolling().Visit(root));
        return ReferenceEquals(root, rewritten) ? tree : tree.WithRootAndOptions(rewritten, tree.Options);
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var visited = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    private static BlockSyntax WithPoll(StatementSyntax body) =>
        body is BlockSyntax block ? block.WithStatements(block.Statements.Insert(0, Poll)) : SyntaxFactory.Block(Poll, body);
}
