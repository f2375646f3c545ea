using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests.Texts;

/// <summary>The map of the course, the README's table and the lessons themselves tell the same.</summary>
public sealed partial class CourseMapTests
{
    public static TheoryData<string> Names() => Lessons.NumberedNames();

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_title_and_minutes_are_the_README_s(string name)
    {
        var lesson = Lessons.Find(name);
        var head = NotebookFile.Source(NotebookFile.Read(lesson.Path).Cells[0]);
        var title = Title().Match(head);
        var minutes = Minutes().Match(head);
        Assert.True(title.Success, $"{name}: the first cell begins with '# NN · title'");
        Assert.True(minutes.Success, $"{name}: the first cell's table has 'Minutes on a 2-core CPU | 60 to read and try, 1 to run'");
        Assert.Equal(lesson.Name[..2], title.Groups["number"].Value);

        var readme = Row(Lessons.Workspace.At("README.md"), $"notebooks/{name}.ipynb");

        Assert.Equal(lesson.Name[..2], readme[0]);
        Assert.StartsWith($"[{title.Groups["title"].Value}](", readme[1], StringComparison.Ordinal);
        Assert.Equal(minutes.Groups["read"].Value, readme[2]);
    }

    [Fact]
    public void The_map_s_table_and_its_words_are_what_the_notebooks_say()
    {
        var map = File.ReadAllText(CourseMap.PathIn(Lessons.Workspace.Notebooks));

        Assert.Equal(CourseMap.Renew(map, Lessons.All()), map);
    }

    [Fact]
    public void Each_lesson_leads_to_the_next()
    {
        var lessons = Lessons.Numbered();

        foreach (var (lesson, next) in lessons.Zip(lessons.Skip(1)))
        {
            var recap = NotebookFile.Read(lesson.Path).Cells.Select(NotebookFile.Source).Last(source => source.Contains("**Next.**", StringComparison.Ordinal));
            Assert.Contains($"]({next.Name}.ipynb)", recap[recap.IndexOf("**Next.**", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    // The cells of the table row that links to a lesson.
    private static string[] Row(string path, string target)
    {
        var row = Assert.Single(File.ReadLines(path), line => line.StartsWith('|') && line.Contains($"]({target})", StringComparison.Ordinal));
        return [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];
    }

    [GeneratedRegex(@"\A# (?<number>\d\d) · (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"\| Minutes on a 2-core CPU \| (?<read>\d+) to read and try, (?:about )?(?<run>(?:under )?\d+) to run \|")]
    private static partial Regex Minutes();
}
