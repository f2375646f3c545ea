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
        var rewritten = RecursionPolling.Rewrite(new LoopPolling().Visit(root)!);
        return ReferenceEquals(root, rewritten) ? tree : tree.WithRootAndOptions(rewritten, tree.Options);
    }

    public override SyntaxNode? Visit(SyntaxNode? node) => base.Visit(node) switch
    {
        ForStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        CommonForEachStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        WhileStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        DoStatementSyntax loop => loop.WithStatement(WithPoll(loop.Statement)),
        var other => other,
    };

    private static BlockSyntax WithPoll(StatementSyntax body) =>
        body is BlockSyntax block ? block.WithStatements(block.Statements.Insert(0, Poll)) : SyntaxFactory.Block(Poll, body);
}
