using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests.Texts;

/// <summary>The map of the course, the README's table and the lessons themselves tell the same.</summary>
public sealed class CourseMapTests
{
    public static TheoryData<string> Names() => Lessons.NumberedNames();

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_title_is_the_README_s(string name)
    {
        var title = CourseMap.NumberedLesson.Read(Lessons.Find(name)).Title;
        var readme = Row(Lessons.Workspace.At("README.md"), $"notebooks/{name}.ipynb");

        Assert.Equal(name[..2], readme[0]);
        Assert.StartsWith($"[{title}](", readme[1], StringComparison.Ordinal);
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
}
