using VisionAttention.Kit;
using VisionAttention.Kit.Notebooks;

namespace Kit.Tests.Notebooks;

public sealed class LessonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lessons-").FullName;

    public LessonTests()
    {
        foreach (var name in new[] { "05-local.ipynb", "01-formula.ipynb", "notes.ipynb", "kit.csx" })
            File.WriteAllText(Path.Combine(_folder, name), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("5")]
    [InlineData("05")]
    [InlineData("05-local")]
    [InlineData("notebooks/05-local.ipynb")]
    public void A_lesson_is_found_by_number_name_and_path(string word) =>
        Assert.Equal("05-local", Assert.Single(Lesson.Choose(_folder, [word])).Name);

    [Fact]
    public void No_word_means_all_in_order() =>
        Assert.Equal(["01-formula", "05-local"], Lesson.Choose(_folder, []).Select(lesson => lesson.Name));

    [Fact]
    public void An_unknown_lesson_is_answered_with_the_known_ones()
    {
        var failure = Assert.Throws<KitException>(() => Lesson.Choose(_folder, ["7"]));

        Assert.Contains("01-formula, 05-local", failure.Fix, StringComparison.Ordinal);
    }
}
