using VisionAttention.Kit;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests;

/// <summary>The lessons of this checkout, as data for the tests.</summary>
internal static class Lessons
{
    public static Workspace Workspace { get; } = Workspace.Find(AppContext.BaseDirectory);

    public static Lesson Find(string name) => All().Single(lesson => lesson.Name == name);

    public static IReadOnlyList<Lesson> All() => Lesson.All(Workspace.Notebooks);

    /// <summary>The lessons that have a number: all but the gallery of charts.</summary>
    public static IReadOnlyList<Lesson> Numbered() => [.. All().Where(lesson => char.IsDigit(lesson.Name[0]))];

    public static TheoryData<string> Names() => ToData(All());

    public static TheoryData<string> NumberedNames() => ToData(Numbered());

    /// <summary>Fails with every problem in full, a line each.</summary>
    public static void AssertNone(IEnumerable<string> problems)
    {
        var all = problems.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static TheoryData<string> ToData(IEnumerable<Lesson> lessons)
    {
        var data = new TheoryData<string>();
        foreach (var lesson in lessons)
            data.Add(lesson.Name);
        return data;
    }
}
