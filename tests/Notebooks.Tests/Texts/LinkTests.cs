namespace Notebooks.Tests.Texts;

/// <summary>Every link of every text leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Names() => [.. TextFile.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_link_leads_somewhere(string name)
    {
        var file = TextFile.Read(Lessons.Workspace.At(name));

        var problems = file.Parts.SelectMany(part => part.Text.Addresses
            .Select(address => Address.Problem(address, file, Lessons.Workspace.Root)).OfType<string>().Select(problem => $"{name}{part.Name}: {problem}"));

        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("https://arxiv.org/abs/1906.05909", null)]
    [InlineData("http://arxiv.org/abs/1906.05909", "no address of the form")]
    [InlineData("https://arxiv", "no address of the form")]
    [InlineData("https://", "no address of the form")]
    [InlineData("mailto:someone@example.org", "no address of the form")]
    [InlineData("sub/other.md", null)]
    [InlineData("sub/other.md#a-heading-two", null)]
    [InlineData("#the-top", null)]
    [InlineData("sub", null)]
    [InlineData("sub/missing.md", "sub/missing.md, which does not exist")]
    [InlineData("sub/other.md#a-heading", "does not have")]
    [InlineData("../elsewhere.md", "no part of what is committed")]
    [InlineData("artifacts/x", "no part of what is committed")]
    public void A_link_that_leads_nowhere_is_told(string address, string? problem)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "sub"));
        File.WriteAllText(Path.Combine(folder.Path, "top.md"), $"# The top\n\n[a]({address}) `[code](nowhere)`\n");
        File.WriteAllText(Path.Combine(folder.Path, "sub", "other.md"), "## A heading, two\n");
        var file = TextFile.Read(Path.Combine(folder.Path, "top.md"));

        Assert.Equal(address, Assert.Single(file.Parts.Single().Text.Addresses));
        var told = Address.Problem(address, file, folder.Path);

        if (problem is null)
            Assert.Null(told);
        else
            Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_HTML_and_in_tables_count()
    {
        var text = new MarkdownText("<p align=\"center\"><img src=\"a.png\"></p>\n\n| a | b |\n|---|---|\n| [x](b.md) | text <a href='c.md'>y</a> |\n\n```\n[no](code.md)\n```\n");

        Assert.Equal(["a.png", "b.md", "c.md"], text.Addresses.Order());
    }
}
