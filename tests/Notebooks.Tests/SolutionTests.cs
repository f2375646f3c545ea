using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Notebooks.Tests;

/// <summary>What solves an exercise stands in its solution and nowhere else: in no cell, stub, check, hint or text of the lesson.</summary>
public sealed class SolutionTests
{
    // Shorter expressions are idioms that any two programs share.
    private const int FewestTokens = 14;

    public static TheoryData<string> Names() => Lessons.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void No_expression_of_a_solution_stands_elsewhere(string name)
    {
        var notebook = NotebookFile.Read(Lessons.Find(name).Path);
        var solutions = notebook.Exercises.Select(exercise => exercise.Solution).ToHashSet();
        var elsewhere = notebook.Cells.Where(cell => !solutions.Contains(cell)).Select(cell => ((string?)cell["id"], Text: Normal(NotebookFile.Source(cell)))).ToArray();

        var leaks =
            from exercise in notebook.Exercises
            from expression in Expressions(exercise.SolutionCode)
            from cell in elsewhere
            // What a stub gives is given.
            where cell.Item1 != (string?)exercise.Answer["id"] && cell.Text.Contains(expression, StringComparison.Ordinal)
            select $"exercise {exercise.Name}: cell {cell.Item1} has {expression.Trim()}";

        Lessons.AssertNone(leaks);
    }

    [Theory]
    [InlineData("var raised = (scores - scores.amax([-1], keepdim: true)).exp();", true)]
    [InlineData("Subtract `(s - s.amax([-1], keepdim: true)).exp()` first.", true)]
    [InlineData("(s - s.max()).exp() / 2", false)]
    public void An_expression_is_found_whatever_its_names_are(string elsewhere, bool isFound)
    {
        var expressions = Expressions("Tensor Safe(Tensor x)\n{\n    var r = (x - x.amax([-1], keepdim: true)).exp();\n    return r / r.sum(-1, keepdim: true);\n}");

        Assert.Equal(isFound, expressions.Any(expression => Normal(elsewhere).Contains(expression, StringComparison.Ordinal)));
    }

    private static string[] Expressions(string code) =>
    [
        .. CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            .Where(expression => expression.DescendantTokens().Count() >= FewestTokens && !expression.DescendantNodes().OfType<BlockSyntax>().Any())
            .Select(expression => Normal(expression.ToString())).Where(expression => expression.Split(' ').Any(IsTelling)).Distinct(),
    ];

    // Sides taken out of a shape tell nothing, nor do empty lists.
    private static bool IsTelling(string token) =>
        token is not ("" or "_" or "var" or "." or "shape" or "=" or "," or "(" or ")" or "[" or "]" or "^" or "new" or "<" or ">" or "double") && !token.All(char.IsDigit);

    // Tokens with blanks around them; a name that is no member and no function is as good as any other.
    private static string Normal(string code)
    {
        var tokens = SyntaxFactory.ParseTokens(code).Where(token => !token.IsKind(SyntaxKind.EndOfFileToken)).ToArray();
        var words = tokens.Select((token, place) =>
            token.IsKind(SyntaxKind.IdentifierToken) && (place == 0 || !tokens[place - 1].IsKind(SyntaxKind.DotToken))
                && (place + 1 == tokens.Length || !tokens[place + 1].IsKind(SyntaxKind.OpenParenToken))
                ? "_" : token.Text);
        return $" {string.Join(' ', words)} ";
    }
}
