using System.Text.Json.Nodes;

namespace Notebooks.Tests;

public sealed class NotebookFileTests
{
    [Fact]
    public void A_stub_is_replaced_by_the_code_of_its_solution_and_nothing_else_changes()
    {
        var notebook = Notebook("<details>\n\n```csharp\nvar x = 1;\nvar y = 2;\n```\n\n</details>");

        var solved = notebook.Solved();

        Assert.Equal("var x = 1;\nvar y = 2;", NotebookFile.Source(solved.Cells[0]));
        Assert.Equal(NotebookFile.Source(notebook.Cells[1]), NotebookFile.Source(solved.Cells[1]));
        Assert.Equal("stub", NotebookFile.Source(notebook.Cells[0]));
    }

    [Theory]
    [InlineData("no code at all")]
    [InlineData("```csharp\nnever closed")]
    [InlineData("```csharp\na\n```\n```csharp\nb\n```")]
    [InlineData("```python\na\n```")]
    public void A_solution_is_exactly_one_fenced_block(string markdown) =>
        Assert.Throws<InvalidDataException>(() => Notebook(markdown).Solved());

    private static NotebookFile Notebook(string solution) => new(new JsonObject
    {
        ["cells"] = new JsonArray(Cell("code", "exercise-a", "stub"), Cell("markdown", "solution-a", solution), Cell("code", "check", "check")),
    });

    private static JsonObject Cell(string kind, string tag, string source) => new()
    {
        ["cell_type"] = kind,
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
        ["source"] = source,
    };
}
